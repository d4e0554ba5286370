"""Whether the user has done what a step of a tour waits for."""

from collections.abc import Callable, Mapping

import numpy as np

from nnviz.core.errors import InputError
from nnviz.explain.walk.route import PHASES
from nnviz.live.snapshot import Snapshot
from nnviz.ui.window.tours.tour_scene import comparison_of
from nnviz.ui.window.tours.tour_stage import TourStage, part_named
from nnviz.views.tours.tour_file import Directive

Condition = Callable[[], bool]
"""Tells whether it has been done since the step began."""


def condition(stage: TourStage, wanted: Directive) -> Condition:
    """Return the condition that a step waits for, from now on.

    Raises
    ------
    InputError
        If there is no such condition.
    """
    begin = _CONDITIONS.get(wanted.verb)
    if begin is None:
        raise InputError(f"“{wanted.verb}” is none of {', '.join(_CONDITIONS)}")
    return begin(stage, wanted)


def _selected(stage: TourStage, wanted: Directive) -> Condition:
    verb, _, words = wanted.words.partition(" ")
    part = part_named(Directive(verb, words, wanted.line))
    return lambda: stage.network.panels.diagram.selected == part


def _in_phase(stage: TourStage, wanted: Directive) -> Condition:
    return lambda: _phase(stage) == wanted.words


def _playing(stage: TourStage, _wanted: Directive) -> Condition:
    return lambda: stage.network.stepping.player.playing


def _on_tab(stage: TourStage, wanted: Directive) -> Condition:
    return lambda: _is_in_front(stage, wanted.words)


def _on_page(stage: TourStage, wanted: Directive) -> Condition:
    return lambda: stage.tabs.front == wanted.words


def _other_sample(stage: TourStage, _wanted: Directive) -> Condition:
    presenter = stage.network.presenter
    row = presenter.row
    return lambda: presenter.row != row


def _drawn(stage: TourStage, _wanted: Directive) -> Condition:
    return lambda: stage.network.panels.output.drawing is not None


def snapshot_in_front(stage: TourStage) -> Snapshot | None:
    """Return what the page in front shows, the network's where there is no run."""
    if stage.tabs.front == "comparison":
        return comparison_of(stage.tabs).controller.snapshot
    return stage.network.shown.snapshot


def _trained(stage: TourStage, wanted: Directive) -> Condition:
    """Wait for this many iterations more, or for the end of the run."""
    try:
        wish = int(wanted.words)
    except ValueError:
        raise InputError(f"“{wanted.words}” is no whole number") from None
    before = snapshot_in_front(stage)

    def is_done() -> bool:
        now = snapshot_in_front(stage)
        if now is None or before is None:
            return False
        if now.run == before.run and all(lane.stop is not None for lane in now.lanes):
            return now.iteration > before.iteration
        at = before.iteration if now.run == before.run else 0
        return now.iteration >= at + wish

    return is_done


def _edited(stage: TourStage, _wanted: Directive) -> Condition:
    """Wait for a weight or bias that was set by hand, between two iterations."""
    before = stage.network.controller.snapshot

    def is_done() -> bool:
        now = stage.network.controller.snapshot
        return (
            now is not None
            and before is not None
            and (now.run, now.iteration) == (before.run, before.iteration)
            and not np.array_equal(now.lane.parameters, before.lane.parameters)
        )

    return is_done


def _phase(stage: TourStage) -> str:
    walk = stage.network.stepping.stepper.walk
    return "" if walk is None else PHASES[walk.position.phase]


def _is_in_front(stage: TourStage, title: str) -> bool:
    try:
        bar, place = stage.tab(title)
    except InputError:
        return False
    return bar.currentIndex() == place


_CONDITIONS: Mapping[str, Callable[[TourStage, Directive], Condition]] = {
    "select": _selected,
    "edit": _edited,
    "train": _trained,
    "phase": _in_phase,
    "play": _playing,
    "tab": _on_tab,
    "page": _on_page,
    "sample": _other_sample,
    "draw": _drawn,
}
