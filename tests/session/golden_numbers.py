"""What is measured and expected of known runs, in a few digits, and what is usual."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from nnviz.core.writing.number_text import compact
from nnviz.data.catalog import load_dataset
from nnviz.session.checking.gradient_rules import sample_places
from nnviz.session.checking.subject import Subject, subject_of
from nnviz.session.config import RunConfig
from nnviz.session.findings.evidence import Evidence
from nnviz.session.health.layer_health import Distribution, LayerHealth
from nnviz.session.health.measure import health_of
from nnviz.session.live_check import _expectations, check_iteration
from nnviz.session.settings.defaults import default_epochs, resolve
from nnviz.session.settings.presets import PRESETS
from nnviz.session.settings.recipes import RECIPES
from nnviz.session.trainer import Trainer
from tests.golden import Pages

WEIGHTS = {"setosa": 2.0, "versicolor": 0.5, "virginica": 3.0}
RUNS: dict[str, dict[str, Any]] = {
    "adam": {"dataset": "circle", "hidden": (5, 4), "l1": 0.01, "l2": 0.02},
    "weighted": {
        "dataset": "iris",
        "hidden": (4,),
        "activation": "sigmoid",
        "optimizer": "momentum",
        "class_weights": WEIGHTS,
    },
    "single": {
        "dataset": "plane",
        "hidden": (3,),
        "activation": "gelu",
        "optimizer": "rmsprop",
        "precision": "float32",
    },
    "errors": {
        "dataset": "iris",
        "hidden": (4,),
        "activation": "tanh",
        "loss": "mae",
        "optimizer": "nesterov",
        "schedule": "cosine",
        "iterations": 40,
    },
    "dying": {
        "dataset": "moons",
        "hidden": (9, 6),
        "activation": "relu",
        "optimizer": "adagrad",
        "learning_rate": 0.5,
    },
    "moving": {"dataset": "rings", "hidden": (4,), "optimizer": "rprop"},
}
"""By what is tried with it; each is trained for a few iterations."""


def _trained(settings: dict[str, Any]) -> Trainer:
    trainer = Trainer(RunConfig(seed=2, **settings))
    trainer.run(9)
    return trainer


def _short(values: Any) -> str:
    """Return the shape and the length of numbers, and their sum as a share of it."""
    array = np.asarray(values, np.float64)
    finite = array[np.isfinite(array)]
    length = float(np.linalg.norm(finite))
    # In whole thousandths, as a sum may be what is left of much larger numbers.
    share = round(1000 * float(finite.sum()) / length) if length else 0
    gone = f", {array.size - finite.size} not finite" * (finite.size < array.size)
    return f"{array.shape} {compact(length, 4)} {share}{gone}"


def checks(name: str) -> str:
    """Return what each quantity of an iteration should be, and how near."""
    trainer = _trained(RUNS[name])
    subject = subject_of(
        trainer.trace(),
        trainer.network,
        trainer.loss,
        trainer.config,
        trainer.data,
    )
    lines = [name, *_expected(subject)]
    found = check_iteration(subject, lambda: True)
    lines.append(f"{len(found.wrong_quantities)} wrong of {found.quantities_checked}")
    lines.append(f"gradients at {_short(sample_places(subject))}")
    return "\n".join(lines)


def _expected(subject: Subject) -> Iterator[str]:
    for one in _expectations(subject):
        place = f"{one.quantity} ({one.phase}, layer {one.layer}, {one.terms} terms)"
        yield f"{place}: {_short(one.want)} of {_short(one.size)}, {_short(one.blur)}"


def health(name: str) -> str:
    """Return the health of layers, and the evidence that findings are made of."""
    trainer = _trained(RUNS[name])
    found = health_of(trainer)
    lines = [f"{name}: {found.dead_share:.3f} {found.saturated_share:.3f}"]
    lines += [_layer(layer) for layer in found.layers]
    evidence = Evidence(trainer)
    numbers = (
        *(evidence.gradient_left, evidence.learned, evidence.start_cost),
        *(evidence.step, evidence.recent_costs().sum(), *_parts(evidence)),
    )
    lines.append(f"  {', '.join(compact(float(n), 4) for n in numbers)}")
    return "\n".join(lines)


def _parts(evidence: Evidence) -> Iterator[float]:
    yield from evidence.costs_by_batch or ()
    yield from (evidence.has_learned, evidence.is_ripe, evidence.has_failed)


def _layer(layer: LayerHealth) -> str:
    numbers = (layer.gradient_norm, layer.data_gradient_norm or 0, layer.steepest or 0)
    said = ", ".join(compact(float(n), 4) for n in numbers)
    units = f"dead {layer.dead.tolist()}, nearly {layer.nearly_dead.tolist()}"
    return (
        f"  {layer.layer} {layer.activation} {layer.samples}: {said}; {units}, "
        f"saturated {_short(layer.saturated)}; z {_spread(layer.z)}; "
        f"a {_spread(layer.a)}"
    )


def _spread(of: Distribution) -> str:
    said = f"{of.mean:.3f} {compact(of.deviation, 4)}"
    return f"{said} {_short(of.edges)} {_short(of.counts)} {of.outside}"


def preset(name: str) -> str:
    """Return what a preset sets."""
    chosen = PRESETS[name]
    return f"{name}: {chosen.title}, {chosen.config.to_json()}"


def usual(name: str) -> str:
    """Return what is settled for a data set where all is left open."""
    config = resolve(RunConfig(dataset=name), load_dataset(name))
    fields = ((field, getattr(config, field)) for field in config.__struct_fields__)
    said = {field: value for field, value in fields if value not in (None, (), {})}
    return f"{name}: {default_epochs(name)} epochs, {said}"


MEASURED = Pages(
    Path(__file__).parent / "golden",
    {
        "checks": [partial(checks, name) for name in RUNS],
        "health": [partial(health, name) for name in RUNS],
        "presets": [partial(preset, name) for name in PRESETS],
        # Images are settled as those of the digits are, and take long to be read.
        "usual": [partial(usual, name) for name in RECIPES if name != "mnist"],
    },
)
