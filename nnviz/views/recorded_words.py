"""What the window says of what another program has recorded."""

from dataclasses import replace

import numpy as np

from nnviz.explain.explanation import Explanation
from nnviz.live.snapshot import RecordedState, Snapshot
from nnviz.session.claims.judging import Judged
from nnviz.views.numbers import count, significant

CUT_OFF = (
    "The pipe has ended before the log was closed: nothing more will come, and what "
    "came is shown."
)

_LISTED = 3


def recorded_sentence(snapshot: Snapshot, sample: str) -> tuple[str, ...]:
    """Say what is shown of a record, in full and then in fewer words.

    ``iteration 120 of 2,000, recorded by another program · weights before its update,
    training sample 3``
    """
    state = snapshot.recorded
    assert state is not None
    moment = f"iteration {count(snapshot.iteration)} of {count(state.newest)}"
    who = f"{moment}, recorded by another program"
    news = ", following" if state.follows and state.grows else ""
    if state.is_cut_off:
        news = ", cut off"
    return (
        f"{who}{news} · weights before its update, {sample}",
        f"{who}{news} · {sample}",
        f"{who}{news}",
        f"{moment}, recorded{news}",
        moment,
    )


def rest_words(state: RecordedState) -> tuple[str, ...]:
    """Say what else there is to know of a record."""
    said = []
    if state.is_cut_off:
        said.append(CUT_OFF)
    if state.others:
        said.append(
            f"{count(state.others)} recorded iterations are of a network with other "
            "layers: they are not shown."
        )
    if state.dropped:
        said.append(f"{count(state.dropped)} iterations could not be recorded.")
    if state.assumed:
        said.append(state.assumed)
    return tuple(said)


def checked_words(state: RecordedState) -> str:
    """Say how many of the recorded quantities are right."""
    if state.lacks:
        return f"nothing to check: {state.lacks}"
    if state.verdict is None:
        return "claims are being checked …"
    if lost := state.verdict.claims.not_finite:
        return f"claims checked: {lost} is not finite"
    quantities = state.verdict.quantities
    wrong = [one.name for one in quantities if not one.ok]
    if not quantities:
        return "no claims to check: only weights and batch were recorded"
    if not wrong:
        return f"claims checked: all {len(quantities)} right"
    listed = ", ".join(wrong[:_LISTED]) + (", …" if len(wrong) > _LISTED else "")
    return f"claims checked: {len(wrong)} of {len(quantities)} wrong: {listed}"


def with_claims(explanation: Explanation, state: RecordedState) -> Explanation:
    """Add to an explanation what the other program has instead, where that differs."""
    quantities = () if state.verdict is None else state.verdict.quantities
    wrong = {one.name: one for one in quantities if not one.ok}
    said = [state.assumed] if explanation.phase == "update" else []
    for calculation in explanation.calculations:
        cell = calculation.result.cell
        if cell is None:
            continue
        name = f"{cell.quantity}_after" if cell.when == "after" else cell.quantity
        if name in wrong:
            words = _beside(wrong[name], cell.index, calculation.result.name)
            said.append(words)
    warning = "\n\n".join(filter(None, (explanation.warning, *said)))
    return replace(explanation, warning=warning) if any(said) else explanation


def _beside(one: Judged, index: tuple[int, ...], name: str) -> str:
    if one.got.shape != one.want.shape:
        shapes = f"{one.got.shape}, and should have {one.want.shape}"
        return f"The other program's {one.name} has shape {shapes}."
    if len(index) != one.got.ndim:
        index = index[-one.got.ndim :] if one.got.ndim else ()
    got, want = float(one.got[index]), float(one.want[index])
    if np.isclose(got, want, rtol=1e-9, atol=0.0):
        return ""
    return (
        f"The other program recorded {name} = {significant(got, 8)}. With its weights "
        f"and its batch it should be {significant(want, 8)}."
    )
