"""Says what a check of another program has found, in words."""

import numpy as np

from nnviz.core.functions.loss import JointForm
from nnviz.core.types import Floats
from nnviz.core.writing.number_text import compact
from nnviz.session.claims.judging import Judged, Judgement
from nnviz.session.claims.known_mistakes import (
    KNOWN_MISTAKES,
    right_line,
    split_name,
)
from nnviz.session.claims.naming import Fault

_PHASES = {"z": "forward", "a": "forward", "cost": "loss", "W": "update", "b": "update"}
_ALMOST = 1e-6
_LISTED = 2


def worst_first(verdict: Judgement) -> list[Judged]:
    """Return the quantities: causes, each with what follows from it, then the right.

    The right ones come by their largest difference.
    """
    wrong = [one for one in verdict.quantities if not one.ok]
    right = [one for one in verdict.quantities if one.ok]
    found: list[Judged] = []
    for one in wrong:
        if one not in found and not one.follows:
            found.append(one)
            found += [other for other in wrong if other.follows == one.name]
    found += [one for one in wrong if one not in found]
    return found + sorted(right, key=lambda one: -one.difference)


def words(one: Judged, verdict: Judgement) -> str:
    """Say of a quantity whether it is right, or what is wrong with it and why."""
    if one.ok:
        return "right"
    if one.fault is None:
        return f"wrong; follows from {one.follows}" if one.follows else "wrong"
    if not one.fault.names:
        return f"wrong, by no mistake that is known: {relation(one)}"
    return f"wrong: {_done(one, one.fault)}. {_why(one.fault)}"


def remedy(one: Judged, verdict: Judgement) -> str:
    """Return the line of NumPy that is right, as its program is written; "" if none."""
    if one.fault is None:
        return ""
    claims = verdict.claims
    joint = isinstance(verdict.loss.form, JointForm)
    line = right_line(one.fault.at, claims.manner, claims.layers[-1], joint)
    here = right_line(one.name, claims.manner, claims.layers[-1], joint)
    own = any(_is_local(name) for name in one.fault.names)
    return line if line == here or not own else f"{line}; {here}"


def place(one: Judged) -> str:
    """Say where the stepper shows what is wrong: phase, layer and quantity."""
    if one.fault is None:
        return ""
    kind, layer = split_name(one.fault.at)
    phase = _PHASES.get(kind, "backward")
    where = f", layer {layer}" if layer else ""
    return f"{phase}{where}, {one.fault.at.removesuffix('_after')}"


def headline(verdict: Judgement) -> str:
    """Say in a line whether all is right, or what goes wrong first."""
    wrong = [one for one in verdict.quantities if not one.ok]
    count = len(verdict.quantities)
    if not wrong:
        said = f"All {count} quantities are right" if count else "Nothing was given"
        return f"{said}{_unjudged(verdict)}."
    first = next((one for one in wrong if one.fault is not None), wrong[0])
    verb = "is" if len(wrong) == 1 else "are"
    said = f"{len(wrong)} of {count} quantities {verb} wrong"
    if first.fault is None or not first.fault.names:
        return f"{said}, first {first.name}."
    return f"{said}. First: {_done(first, first.fault)}."


def _unjudged(verdict: Judgement) -> str:
    names = verdict.unjudged
    if not names or not verdict.quantities:
        return ""
    listed = " and ".join(names)
    if len(names) > _LISTED:
        listed = f"{names[0]} to {names[-1]}"
    return f"; {listed} {'was' if len(names) == 1 else 'were'} not judged"


def faults_in_words(verdict: Judgement) -> tuple[str, ...]:
    """Say of each quantity that is wrong by itself what known mistake gives it."""
    said = [
        f"{_capital(_done(one, one.fault))}. {_why(one.fault)}"
        for one in verdict.quantities
        if one.fault is not None and one.fault.names
    ]
    return tuple(dict.fromkeys(said))


def _capital(text: str) -> str:
    """Begin a sentence with a capital, but leave the names of quantities alone."""
    word = text.split(" ", 1)[0]
    named = any(letter.isdigit() for letter in word) or word.startswith("f'")
    return text if named else text[0].upper() + text[1:]


def relation(one: Judged) -> str:
    """Say how a wrong array relates to the right one: ratio, correlation, rows."""
    got, want = one.got, one.want
    if got.shape != want.shape:
        return f"it has shape {got.shape} and should have {want.shape}"
    lost = ~np.isfinite(got)
    if lost.any():
        return f"{int(lost.sum()):,} of {got.size:,} numbers are not finite"
    if got.size == 1:
        numbers = [compact(float(one.ravel()[0]), 6) for one in (got, want)]
        return f"it is {numbers[0]} and should be {numbers[1]}"
    said = []
    size, own = float(np.linalg.norm(want)), float(np.linalg.norm(got))
    if size > 0.0:
        said.append(f"it is {compact(own / size, 4)} times as long")
    if size > 0.0 and own > 0.0:
        angle = float(np.vdot(got, want)) / (own * size)
        said.append(f"the correlation with the right one is {compact(angle, 3)}")
    rows = _agreeing(got, want)
    if rows:
        said.append(rows)
    return ", ".join(said)


def _agreeing(got: Floats, want: Floats) -> str:
    close = np.abs(got - want) <= _ALMOST * (np.abs(want) + np.abs(want).max())
    rows = close.reshape(len(close), -1).all(axis=1)
    count = int(rows.sum())
    if not count:
        return "no row agrees" if got.ndim > 1 else "no place agrees"
    listed = ", ".join(str(int(k) + 1) for k in np.flatnonzero(rows)[:8])
    what = "rows" if got.ndim > 1 else "places"
    return f"{count} of {len(rows)} {what} agree: {listed}"


def _done(one: Judged, fault: Fault) -> str:
    said = [
        KNOWN_MISTAKES[name].done.format(q=one.name, detail=detail)
        for name, detail in zip(fault.names, fault.details, strict=True)
    ]
    text = ", and ".join(said)
    if fault.also:
        others = " or ".join(name.replace("_", " ") for name in fault.also)
        text += f" (here it cannot be told from: {others})"
    return text


def _why(fault: Fault) -> str:
    return " ".join(KNOWN_MISTAKES[name].why for name in fault.names)


def _is_local(name: str) -> bool:
    """Tell whether a mistake is made in the gradient's own line, not in its delta."""
    return name.startswith("bias_gradient") or name in (
        "missing_mean",
        "mean_twice",
        "constant_factor",
        "transposed",
        "own_output_as_input",
        "wrong_input",
        "last_sample_only",
    )
