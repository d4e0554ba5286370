"""Runs with a planted cause, and runs that learn: what is found in them.

Run by hand as ``python -m tests.findings`` for all of them; a sample is in the suite.
"""

import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import click
import numpy as np

from nnviz.data.dataset import Dataset
from nnviz.session.config import RunConfig
from nnviz.session.findings.find import find
from nnviz.session.settings.defaults import default_epochs
from nnviz.session.settings.presets import PRESETS
from nnviz.session.trainer import Trainer

MADE = ("rare", "noise", "groups", "wavy", "far")
"""The data that are made here, each named with its numbers: rare-200-16."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run to look at: its settings, and what is found first; None for nothing."""

    kind: str | None
    settings: Mapping[str, Any]

    @property
    def name(self) -> str:
        settings = dict(self.settings)
        others = ", ".join(f"{name}={value}" for name, value in settings.items())
        return f"{self.kind or 'healthy'}: {others}"

    def trained(self) -> Trainer:
        """Train to the end."""
        settings = dict(self.settings)
        if settings["dataset"] in CATALOGED:
            settings.setdefault("epochs", default_epochs(settings["dataset"]))
        settings.setdefault("epochs", 40)
        data = made(settings["dataset"])
        trainer = Trainer(RunConfig(**settings), data)
        trainer.run(10**7)
        return trainer


CATALOGED = frozenset(preset.config.dataset for preset in PRESETS.values())


def made(name: str) -> Dataset | None:
    """Make the data of a name, such as noise-40-12; None for those of nnviz."""
    kind, *numbers = name.split("-")
    if kind not in MADE:
        return None
    count, other = map(int, numbers)
    rng = np.random.default_rng(count + other)
    if kind == "rare":
        inputs = rng.normal(size=(count, 3))
        targets = np.zeros((count, 1))
        targets[:other] = 1.0
        return _classes(name, inputs, rng.permuted(targets))
    if kind == "noise":
        inputs = rng.normal(size=(count, other))
        return _classes(name, inputs, (rng.random((count, 1)) < 0.5) * 1.0)
    if kind == "groups":
        targets = (np.arange(count) % 2)[:, None] * 1.0
        inputs = rng.normal(size=(count, other)) + 1.5 * targets
        return _classes(name, inputs, targets)
    inputs = rng.normal(size=(count, 6))
    clean = inputs @ rng.normal(size=(6, 1))
    if kind == "far":
        inputs = inputs * 900.0 + 4000.0
    noisy = clean + other / 10.0 * clean.std() * rng.normal(size=clean.shape)
    return Dataset(name=name, task="regression", inputs=inputs, targets=noisy)


def _classes(name: str, inputs: Any, targets: Any) -> Dataset:
    return Dataset(
        name=name,
        task="classification",
        inputs=inputs,
        targets=targets,
        class_names=("no", "yes"),
    )


def _planted(kind: str, dataset: str, **settings: Any) -> Run:
    return Run(kind, {"dataset": dataset, **settings})


SGD = {"optimizer": "sgd"}

PLANTED = (
    _planted("dead-layer", "spiral", hidden=(16, 16), activation="relu",
             learning_rate=10.0, epochs=20, **SGD),
    _planted("dead-layer", "circle", activation="relu", loss="mse",
             learning_rate=100.0, epochs=20),
    _planted("dead-layer", "groups-300-4", hidden=(8, 8), activation="relu",
             learning_rate=30.0, epochs=10, **SGD),
    _planted("equal-neurons", "xor-table", initializer="zeros",
             activation="sigmoid", epochs=300),
    _planted("equal-neurons", "iris", hidden=(5, 4), initializer="zeros", epochs=20),
    _planted("equal-neurons", "wavy-200-1", initializer="zeros", epochs=10),
    _planted("out-of-reach", "sine", output_activation="relu", epochs=40),
    _planted("out-of-reach", "diabetes", output_activation="sigmoid", epochs=30),
    _planted("out-of-reach", "wavy-150-2", output_activation="tanh", epochs=30),
    _planted("too-slow", "circle", learning_rate=1e-5, epochs=20),
    _planted("too-slow", "iris", learning_rate=1e-6, epochs=20, **SGD),
    _planted("too-slow", "digits", learning_rate=1e-7, optimizer="adam", epochs=3),
    _planted("too-slow", "iris", learning_rate=1e-5, optimizer="momentum", seed=5,
             epochs=20),
    _planted("too-fast", "moons", learning_rate=30.0, epochs=20),
    _planted("too-fast", "iris", optimizer="adam", learning_rate=5.0,
             activation="tanh", epochs=20),
    _planted("too-fast", "groups-400-2", optimizer="adam", learning_rate=40.0,
             activation="tanh", epochs=20),
    _planted("diverged", "diabetes", activation="relu", learning_rate=10.0,
             epochs=20, **SGD),
    _planted("diverged", "line", learning_rate=3.0, epochs=20, **SGD),
    _planted("diverged", "wavy-300-1", hidden=(), learning_rate=4.0, epochs=20, **SGD),
    _planted("vanishing", "rings", hidden=(10,) * 8, activation="sigmoid",
             learning_rate=0.1, epochs=30, **SGD),
    _planted("vanishing", "digits", hidden=(20,) * 6, activation="sigmoid",
             learning_rate=0.1, epochs=3, **SGD),
    _planted("vanishing", "moons", hidden=(6,) * 10, activation="sigmoid",
             learning_rate=0.05, epochs=30, **SGD),
    _planted("saturated", "digits", hidden=(50,), activation="tanh", scaling="none",
             initializer="normal", learning_rate=4.0, epochs=3, **SGD),
    _planted("saturated", "breast_cancer", hidden=(30, 30), activation="sigmoid",
             learning_rate=400.0, epochs=10, **SGD),
    _planted("unscaled", "wine", scaling="none", activation="relu",
             learning_rate=0.01, epochs=20, **SGD),
    _planted("unscaled", "breast_cancer", scaling="none", activation="sigmoid",
             epochs=20, **SGD),
    _planted("unscaled", "far-200-1", scaling="none", activation="sigmoid",
             learning_rate=0.01, epochs=20, **SGD),
    _planted("overfitting", "diabetes", hidden=(60, 60), optimizer="adam",
             learning_rate=0.01, epochs=250),
    _planted("overfitting", "wavy-120-30", hidden=(50, 50), optimizer="adam",
             learning_rate=0.01, epochs=400),
    _planted("always-the-commonest", "rare-200-10", epochs=10),
    _planted("always-the-commonest", "rare-300-36", epochs=5),
    _planted("dead-neurons", "rings", hidden=(20,), activation="relu",
             learning_rate=3.0, epochs=20, **SGD),
    _planted("dead-neurons", "rings", hidden=(25,), activation="relu",
             learning_rate=3.0, epochs=20, **SGD),
    _planted("noisy-batches", "wavy-300-15", hidden=(), batch_size=1,
             learning_rate=0.1, epochs=10, **SGD),
    _planted("noisy-batches", "wavy-500-25", hidden=(), batch_size=2,
             learning_rate=0.15, epochs=10, **SGD),
    _planted("noisy-batches", "diabetes", hidden=(), batch_size=1,
             learning_rate=0.05, epochs=20, **SGD),
    _planted("exploding", "wavy-200-1", hidden=(60,) * 4, activation="relu",
             initializer="normal", learning_rate=0.001, epochs=20, **SGD),
    _planted("exploding", "moons", hidden=(80, 80, 80, 80), activation="relu",
             initializer="normal", learning_rate=0.1, epochs=20, **SGD),
    _planted("no-hidden-layer", "xor", hidden=(), epochs=20),
    _planted("no-hidden-layer", "circle", hidden=(), epochs=40),
    _planted("too-few-samples", "noise-24-12", hidden=(16,), optimizer="adam",
             learning_rate=0.01, epochs=300),
    _planted("too-few-samples", "noise-60-40", hidden=(16,), optimizer="adam",
             learning_rate=0.01, epochs=100),
    _planted("plateau", "noise-400-2", hidden=(3,), activation="tanh", epochs=40),
    _planted("plateau", "noise-800-1", hidden=(3,), activation="tanh", epochs=20),
    _planted("no-slope", "xor", activation="step", hidden=(4,), epochs=20),
    _planted("no-slope", "rings", activation="step", hidden=(4, 4), epochs=20),
)  # fmt: skip
"""Each kind at least twice."""


def _healthy(dataset: str, **settings: Any) -> Run:
    return Run(None, {"dataset": dataset, **settings})


def _healthy_runs() -> Iterator[Run]:
    quick = (
        *("circle", "xor", "gauss", "moons", "plane", "line", "iris", "wine"),
        *("breast_cancer", "diabetes", "and-table", "xor-table", "rings", "sine"),
    )
    for dataset in quick:
        for seed in (0, 5):
            yield _healthy(dataset, seed=seed)
    for activation in ("relu", "sigmoid", "elu", "swish", "gelu", "leaky_relu"):
        yield _healthy("moons", activation=activation, optimizer="adam", seed=2)
        yield _healthy("iris", activation=activation, optimizer="adam", seed=3)
    for optimizer in ("momentum", "nesterov", "rmsprop", "adagrad", "adamw", "rprop"):
        full = {"batch_size": "full"} if optimizer == "rprop" else {}
        yield _healthy("breast_cancer", optimizer=optimizer, seed=4, **full)
    for seed in (0, 1):
        yield _healthy("digits", seed=seed, epochs=10)
        yield _healthy("spiral", seed=seed)
        yield _healthy("bumps", seed=seed)
        yield _healthy("groups-60-2", seed=seed)
        yield _healthy("wavy-80-3", seed=seed)
        yield _healthy("groups-500-8", seed=seed, batch_size=1, epochs=4)
        yield _healthy("far-300-2", seed=seed)


HEALTHY = tuple(_healthy_runs())


def main() -> int:
    """Look at all runs, and at all presets with three seeds; say what is wrong."""
    began, wrong = time.perf_counter(), 0
    presets = (
        Run(None, {**_settings(preset.config), "seed": seed})
        for preset in PRESETS.values()
        for seed in (0, 1, 2)
    )
    for runs in (PLANTED, HEALTHY, tuple(presets)):
        right = 0
        for run in runs:
            found = find(run.trained())
            kind = found[0].kind if found else None
            right += kind == run.kind
            if kind != run.kind:
                click.echo(
                    f"{run.name}\n    found: {', '.join(map(str, found)) or 'none'}"
                )
        wrong += len(runs) - right
        click.echo(f"{right} of {len(runs)} right")
    click.echo(f"{time.perf_counter() - began:.0f} s")
    return wrong > 0


def _settings(config: RunConfig) -> dict[str, Any]:
    usual = RunConfig()
    fields = RunConfig.__struct_fields__
    given = {f: getattr(config, f) for f in fields}
    return {
        "dataset": config.dataset,
        **{f: v for f, v in given.items() if v != getattr(usual, f)},
    }


if __name__ == "__main__":
    sys.exit(main())
