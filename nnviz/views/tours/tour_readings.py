"""The numbers that a tour's text quotes, written as the window writes them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from nnviz.core.errors import InputError
from nnviz.core.trace import Trace
from nnviz.live.snapshot import Snapshot
from nnviz.session.history import Evaluation
from nnviz.views.numbers import compact, cost_text, count, percent, signed

_NAME = re.compile(r"\{([^{}]*)\}")
_ENTRY = re.compile(r"(\w+)\[(\d+(?:,\d+)?)\]( after)?")
_IN_DIAGRAM = ("a", "W", "b", "delta", "inputs")
_UNKNOWN = "…"
"""In place of a number that is not known yet."""


@dataclass(frozen=True, slots=True, eq=False)
class ShownNumbers:
    """What is on the screen: the run at a moment, and what is explained of it.

    ``trace`` is the iteration that is walked, in which ``sample`` counts from 0; else
    the probe of the sample looked at.
    """

    snapshot: Snapshot
    trace: Trace | None = None
    sample: int = 0


def fill_in(text: str, shown: ShownNumbers | None) -> str:
    """Replace the names in braces by their numbers.

    Names are the program's, with neurons counted from 1: ``{z1[2]}``, ``{W2[1,3]}``,
    ``{dW2[1,3]}``, ``{W2[1,3] after}``; and ``cost``, ``loss``, ``accuracy``,
    ``iteration``, ``learning_rate``.

    Raises
    ------
    InputError
        For a name that is no number's.
    """
    return _NAME.sub(lambda found: reading(found[1], shown), text)


def reading(name: str, shown: ShownNumbers | None) -> str:
    """Return the text of one number.

    Raises
    ------
    InputError
        For a name that is no number's.
    """
    entry = _ENTRY.fullmatch(name)
    if entry is None:
        return _of_run(name, shown)
    if shown is None or shown.trace is None:
        return _UNKNOWN
    trace = shown.trace
    quantity, places = entry[1], [int(place) - 1 for place in entry[2].split(",")]
    named: Mapping[str, object] = trace.after if entry[3] else trace
    if quantity not in named:
        raise InputError(f"{{{name}}}: there is no “{quantity}” in this iteration")
    values = np.asarray(named[quantity])
    if _is_per_sample(quantity):
        values = values[shown.sample]
    if len(places) != values.ndim or any(
        place >= size for place, size in zip(places, values.shape, strict=False)
    ):
        raise InputError(f"{{{name}}}: “{quantity}” has the shape {values.shape}")
    return _written(quantity, float(values[tuple(places)]))


def _of_run(name: str, shown: ShownNumbers | None) -> str:
    """Return a number of the run as a whole."""
    readers = {
        "iteration": lambda s: count(s.iteration),
        "learning_rate": lambda s: compact(s.lane.learning_rate),
        "cost": lambda s: _of_evaluation(s.lane.evaluation, "cost"),
        "accuracy": lambda s: _of_evaluation(s.lane.evaluation, "accuracy"),
    }
    if name == "loss":
        return _loss(shown)
    if name not in readers:
        raise InputError(f"{{{name}}}: no number of the window has this name")
    return _UNKNOWN if shown is None else readers[name](shown.snapshot)


def _loss(shown: ShownNumbers | None) -> str:
    if shown is None or shown.trace is None or "losses" not in shown.trace:
        return _UNKNOWN
    return compact(float(shown.trace["losses"][shown.sample]))


def _of_evaluation(found: Evaluation | None, name: str) -> str:
    """Return a score as the run bar writes it."""
    if found is None:
        return _UNKNOWN
    if name == "cost":
        return cost_text(found.train.cost)
    accuracy = found.judged.accuracy
    return _UNKNOWN if accuracy is None else percent(accuracy)


def _is_per_sample(quantity: str) -> bool:
    return not re.fullmatch(r"(d|update_)?[Wb]\d+", quantity)


def _written(quantity: str, value: float) -> str:
    """Write a number as the diagram does what it shows, or as the inspector does."""
    if quantity.rstrip("0123456789") in _IN_DIAGRAM:
        return signed(value).strip()
    return compact(value)
