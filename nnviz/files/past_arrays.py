"""The past of a run in a session file: headers in JSON, and stacks of checkpoints."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.types import Floats
from nnviz.files.scores_table import from_table, to_table
from nnviz.files.session_header import (
    BranchHeader,
    EventHeader,
    KeptMoment,
    PastHeader,
    SettingsList,
    events_of,
)
from nnviz.files.tensors import Arrays, Rows
from nnviz.session.checkpoint import Checkpoint
from nnviz.session.config import RunConfig
from nnviz.session.run_state import RunState
from nnviz.session.timeline.past import Past, PastBranch
from nnviz.session.timeline.store import Kept

Tensors = dict[str, NDArray[Any] | Rows]


def past_to(past: Past, settings: SettingsList, arrays: Tensors) -> PastHeader:
    """Return the header of a past, and add its arrays and settings to the others."""
    groups: dict[tuple[str, ...], list[tuple[int, Kept]]] = {}
    for branch, one in past.kept:
        groups.setdefault(tuple(sorted(one.checkpoint.state)), []).append((branch, one))
    kept = []
    for place, (names, group) in enumerate(groups.items()):
        rows = [one.checkpoint for _, one in group]
        arrays[f"past.{place}.parameters"] = [row.parameters for row in rows]
        for name in names:
            arrays[f"past.{place}.memory.{name}"] = [row.state[name] for row in rows]
        kept.append(tuple(_moment(branch, one, settings) for branch, one in group))
    for each in past.branches:
        number = each.view.number
        # The record of the whole run has those of the branch on which it trains.
        if number != past.live:
            arrays[f"branch.{number}.costs"] = each.costs
            arrays[f"branch.{number}.evaluations"] = to_table(each.evaluations)
    branches = tuple(_branch(each) for each in past.branches)
    return PastHeader(branches, past.live, past.first, past.bookmarks, tuple(kept))


def past_from(
    header: PastHeader,
    settings: Sequence[Mapping[str, Any]],
    arrays: Arrays,
    config: RunConfig,
    state: RunState,
) -> Past:
    """Return the past of which a file has this header and these arrays.

    ``state`` is the run without its past, at the end of the live branch.

    Raises
    ------
    ValueError
        If the parts do not fit together.
    """
    branches: list[PastBranch] = []
    for place, one in enumerate(header.branches):
        _check_branch(place, one, branches, header.first)
        record = _record(one, header.live, arrays, state)
        branches.append(_past_branch(one, branches, record, config))
    if header.live >= len(branches):
        raise ValueError(f"there is no branch {header.live}")
    kept = tuple(
        found
        for place, group in enumerate(header.kept)
        for found in _kept_in(place, group, settings, arrays, branches)
    )
    past = Past(tuple(branches), header.live, header.first, header.bookmarks, kept)
    _check(past, state)
    return past


def _moment(branch: int, one: Kept, settings: SettingsList) -> KeptMoment:
    place = settings.place(one.checkpoint.settings)
    return KeptMoment(branch, one.iteration, one.events, one.worth, place)


def _branch(branch: PastBranch) -> BranchHeader:
    own = branch.events[branch.inherited :]
    return BranchHeader(
        branch.view, branch.inherited, tuple(EventHeader.of(event) for event in own)
    )


def _check_branch(
    place: int, one: BranchHeader, before: Sequence[PastBranch], first: int
) -> None:
    """Raise ValueError unless a branch leaves one of those before it, on its way."""
    view = one.view
    is_first = view.parent is None and view.fork == 0 and one.inherited == 0
    if view.number != place or is_first != (place == 0):
        raise ValueError(f"branch {view.number} in place {place}")
    if view.parent is not None:
        if not 0 <= view.parent < place:
            raise ValueError(f"branch {place} leaves branch {view.parent}")
        parent = before[view.parent]
        fits = first <= view.fork <= parent.view.end
        if not fits or one.inherited > len(parent.events):
            raise ValueError(f"branch {place} leaves at iteration {view.fork}")
    own = [event.iteration for event in one.events]
    if own != sorted(own) or any(not view.fork <= at <= view.end for at in own):
        raise ValueError(f"the events of branch {place} are not on its way")


def _record(
    one: BranchHeader, live: int, arrays: Arrays, state: RunState
) -> tuple[Floats, tuple[Any, ...]]:
    """Return the costs and the evaluations of a branch alone."""
    view = one.view
    if view.number == live:
        later = (
            e for e in state.evaluations if not view.fork or e.iteration > view.fork
        )
        return state.costs[view.fork :], tuple(later)
    costs = arrays[f"branch.{view.number}.costs"]
    if costs.shape != (view.end - view.fork,) or costs.dtype != np.float64:
        raise ValueError(f"{costs.shape} costs of branch {view.number}")
    return costs, from_table(arrays[f"branch.{view.number}.evaluations"])


def _past_branch(
    one: BranchHeader,
    before: Sequence[PastBranch],
    record: tuple[Floats, tuple[Any, ...]],
    config: RunConfig,
) -> PastBranch:
    view = one.view
    above = () if view.parent is None else before[view.parent].events[: one.inherited]
    own = events_of(one.events, view.number, config)
    return PastBranch(view, (*above, *own), one.inherited, *record)


def _kept_in(
    place: int,
    group: Sequence[KeptMoment],
    settings: Sequence[Mapping[str, Any]],
    arrays: Arrays,
    branches: Sequence[PastBranch],
) -> list[tuple[int, Kept]]:
    """Return the checkpoints of a group."""
    prefix = f"past.{place}.memory."
    parameters = arrays[f"past.{place}.parameters"]
    memory = {
        name.removeprefix(prefix): values
        for name, values in arrays.items()
        if name.startswith(prefix)
    }
    if any(len(values) != len(group) for values in (parameters, *memory.values())):
        raise ValueError(f"{len(group)} checkpoints, but arrays of another length")
    kept = []
    for row, one in enumerate(group):
        view, events = branches[one.branch].view, branches[one.branch].events
        on_the_way = view.fork <= one.iteration <= view.end
        if not on_the_way or one.events > len(events):
            raise ValueError(f"a checkpoint of iteration {one.iteration}")
        # Copied, so that one that is dropped later gives its memory back.
        state = {name: np.array(values[row]) for name, values in memory.items()}
        checkpoint = Checkpoint(
            one.iteration, parameters[row].copy(), state, settings[one.settings]
        )
        kept.append((one.branch, Kept(checkpoint, one.events, one.worth)))
    return kept


def _check(past: Past, state: RunState) -> None:
    """Raise ValueError unless the past leads to the state."""
    end = past.branches[past.live].view.end
    if end != state.now.iteration:
        raise ValueError(f"the past ends at iteration {end}")
    if past.first > end:
        raise ValueError(f"the past begins at iteration {past.first}")
    roots = [one for branch, one in past.kept if branch == 0]
    if not any(one.iteration == past.first for one in roots):
        raise ValueError("the past lacks its beginning")
    for mark in past.bookmarks:
        branches, at = past.branches, mark.position
        known = 0 <= at.branch < len(branches)
        if not known or not past.first <= at.iteration <= branches[at.branch].view.end:
            raise ValueError(f"a bookmark of iteration {at.iteration}")
