"""What is said of known runs: findings, mistakes of other programs, and verdicts."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from nnviz.core.writing.number_text import compact
from nnviz.session.claims.checkup import Checkup
from nnviz.session.claims.claim_words import (
    faults_in_words,
    headline,
    place,
    remedy,
    words,
    worst_first,
)
from nnviz.session.claims.judging import Judgement
from nnviz.session.claims.settling import Said
from nnviz.session.comparison.seeds.runner import InProcess
from nnviz.session.comparison.verdict.results import Results
from nnviz.session.findings.find import find
from tests.findings import PLANTED, Run
from tests.golden import Pages, rounded
from tests.session.claims.scratch import Scratch
from tests.session.claims.test_mistakes_named import CASES
from tests.session.comparison.plans import outcomes, plan

UNSTEADY = (
    *("too-fast", "saturated", "noisy-batches"),
    *("dead-neurons", "dead-layer", "overfitting"),
)
"""Causes whose runs are long or wild, so that last bits come to be first digits."""

NETWORKS = {
    "binary": ((3, 3, 3, 1), ("tanh", "sigmoid", "sigmoid"), "binary_cross_entropy"),
    "classes": ((3, 4, 4, 3), ("relu", "tanh", "softmax"), "cross_entropy"),
    "regression": ((2, 3, 3, 2), ("tanh", "tanh", "linear"), "mse"),
    "squares": ((2, 3, 3, 1), ("sigmoid", "sigmoid", "sigmoid"), "mse"),
    "deep": (
        (3, 3, 3, 3, 3, 2),
        ("leaky_relu", "relu", "tanh", "relu", "softmax"),
        "cross_entropy",
    ),
}
"""As those in which mistakes are planted, but smaller, so that it takes no time."""


def findings(run: Run) -> str:
    """Return what is found in a run with a planted cause."""
    lines = [f"{run.name}:"]
    for each in find(run.trained()):
        settings = {} if each.remedy is None else dict(each.remedy.settings)
        lines.append(f"  {each.kind}, layer {each.layer}: {each} {settings or ''}")
    return rounded("\n".join(lines), 3)


def mistakes(number: int, line: str) -> str:
    """Return all that is said of a small program with planted mistakes."""
    network, names, layer = (*line.split(), "1")[:3]
    sizes, activations, loss = NETWORKS[network]
    program = Scratch(
        sizes,
        activations,
        loss,
        mistakes=frozenset(names.split(",")),
        layer=int(layer),
        samples=7,
        # Without its values, a delta is judged by what follows from it.
        given=("dW", "db", "cost", "after", *(("a", "delta") * bool(number % 4))),
    )
    with np.errstate(all="ignore"):
        given = program.run(2)
    report = Checkup([1, 2], given.__getitem__, Said(activations, loss)).run()
    said = f"{line}: {headline(report.verdict)} {report.wrong}"
    more = *faults_in_words(report.verdict), *_listed(report.verdict)
    return rounded("\n".join((said, *more)), 4)


def _listed(verdict: Judgement) -> Iterator[str]:
    """Yield a line for each quantity that is wrong, and one for all others."""
    found = worst_first(verdict)
    for one in found:
        if not one.ok:
            said = words(one, verdict) if one.fault is None else remedy(one, verdict)
            yield f"  {one.name}: {said} [{place(one)}] {compact(one.difference, 3)}"
    right = (one for one in found if one.ok)
    yield "  right: " + ", ".join(sorted(one.name for one in right))


PLANS: tuple[tuple[tuple[str, ...], dict[str, Any]], ...] = (
    (("relu", "tanh", "step"), {"seeds": 4, "iterations": 40}),
    (
        ("relu", "sigmoid"),
        {"seeds": 2, "iterations": 30, "dataset": "plane", "l2": 0.1},
    ),
    (
        ("relu", "tanh"),
        {"seeds": 3, "iterations": 60, "dataset": "xor", "target_cost": 0.6},
    ),
)


def verdicts(names: tuple[str, ...], settings: dict[str, Any]) -> str:
    """Return the report of a comparison for programs, and its table."""
    of = plan(*names, **settings)
    results = Results(of, tuple(outcomes(InProcess(), of)))
    report: dict[str, Any] = msgspec.to_builtins(results.report())
    del report["version"], report["config"]
    table = results.verdict().table
    rows = [" | ".join(row) for row in (table.headings, *table.rows)]
    text = msgspec.json.format(msgspec.json.encode(report)).decode()
    return rounded("\n".join((*rows, text)), 4)


_PLANTED = {run.kind: run for run in PLANTED if run.kind not in UNSTEADY}
_LINES = "classes nothing", *CASES.split("\n")[1:-1]

SAID = Pages(
    Path(__file__).parent / "golden",
    {
        "findings": [partial(findings, run) for run in _PLANTED.values()],
        "mistakes": [partial(mistakes, *each) for each in enumerate(_LINES)],
        "verdicts": [partial(verdicts, *each) for each in PLANS],
    },
)
