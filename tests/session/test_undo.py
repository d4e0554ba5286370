"""Going back over the changes that were made, and forward again."""

from itertools import pairwise

import pytest

from nnviz.data.catalog import load_dataset
from nnviz.session.config import RunConfig
from nnviz.session.undo import (
    ConfigChange,
    ParameterEdit,
    StartingPoint,
    UndoStack,
    UndoStep,
)

XOR, GAUSS, MOONS = (
    StartingPoint(RunConfig(dataset=name)) for name in ("xor", "gauss", "moons")
)
FIRST, SECOND = ConfigChange("gauss", XOR, GAUSS), ConfigChange("moons", GAUSS, MOONS)


def edit(before: float, after: float, *, run: int = 1, place: int = 0) -> ParameterEdit:
    return ParameterEdit("weight", run, place, before, after)


def trail_of(*changes: UndoStep) -> UndoStack:
    trail = UndoStack()
    for change in changes:
        trail.add(change)
    return trail


def test_undo_and_redo_walk_the_changes() -> None:
    trail = trail_of(FIRST, SECOND)
    assert [trail.undo(), trail.undo()] == [SECOND, FIRST]
    assert trail.undoable is None
    assert [trail.redo(), trail.redo()] == [FIRST, SECOND]
    assert trail.redoable is None


def test_a_new_change_forgets_what_was_taken_back() -> None:
    trail = trail_of(FIRST)
    trail.undo()
    trail.add(SECOND)
    assert trail.redoable is None
    assert trail.undo() is SECOND


def test_the_edits_of_a_drag_are_one_change() -> None:
    trail = trail_of(edit(0.0, 0.1), edit(0.1, 0.2), edit(0.2, 0.7))
    change = trail.undo()
    assert isinstance(change, ParameterEdit)
    assert (change.before, change.after) == (0.0, 0.7)
    assert trail.undoable is None


@pytest.mark.parametrize("other", [edit(0.1, 0.2, place=1), edit(0.1, 0.2, run=2)])
def test_edits_of_other_parameters_are_changes_of_their_own(
    other: ParameterEdit,
) -> None:
    trail = trail_of(edit(0.0, 0.1), other)
    assert trail.undo() is other


def test_a_second_gesture_is_a_change_of_its_own() -> None:
    trail = trail_of(edit(0.0, 0.1))
    trail.end_gesture()
    trail.add(edit(0.1, 0.2))
    change = trail.undo()
    assert isinstance(change, ParameterEdit)
    assert change.before == 0.1


def test_edits_of_runs_that_are_gone_are_stepped_over() -> None:
    trail = trail_of(FIRST, edit(0.0, 0.1, run=1), SECOND, edit(0.0, 0.2, run=2))
    trail.forget_edits(run=1)
    trail.forget_edits(run=2)
    assert [trail.undo(), trail.undo()] == [SECOND, FIRST]
    assert trail.undoable is None


def test_edits_that_were_taken_back_are_forgotten_with_their_run() -> None:
    trail = trail_of(FIRST, edit(0.0, 0.1, run=1))
    trail.undo()
    trail.forget_edits(run=1)
    assert trail.redoable is None
    assert trail.undoable is FIRST


@pytest.mark.parametrize("step", ["undo", "redo"])
def test_beyond_the_ends_there_is_nothing(step: str) -> None:
    with pytest.raises(IndexError):
        getattr(UndoStack(), step)()


def test_the_oldest_changes_are_forgotten_when_their_data_take_too_much() -> None:
    points = [
        StartingPoint(RunConfig(dataset="circle"), load_dataset("circle", seed=seed))
        for seed in range(6)
    ]
    assert points[0].dataset is not None
    trail = UndoStack(budget=3 * points[0].dataset.nbytes)
    for before, after in pairwise(points):
        trail.add(ConfigChange("another circle", before, after))
    assert len(trail.changes) == trail.done == 2
    assert trail.undo() is trail.redo()
