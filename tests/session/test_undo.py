"""Going back to earlier configurations, and forward again."""

import pytest

from nnviz.session.config import RunConfig
from nnviz.session.undo import ConfigTrail

FIRST, SECOND, THIRD = (RunConfig(dataset=name) for name in ("xor", "gauss", "moons"))


def trail_of(*configs: RunConfig) -> ConfigTrail:
    trail = ConfigTrail()
    for config in configs:
        trail.add(config)
    return trail


def test_undo_and_redo_walk_the_choices() -> None:
    trail = trail_of(FIRST, SECOND, THIRD)
    assert [trail.undo(), trail.undo()] == [SECOND, FIRST]
    assert not trail.can_undo
    assert [trail.redo(), trail.redo()] == [SECOND, THIRD]
    assert not trail.can_redo


def test_a_new_choice_forgets_what_was_gone_back_from() -> None:
    trail = trail_of(FIRST, SECOND)
    trail.undo()
    trail.add(THIRD)
    assert not trail.can_redo
    assert trail.undo() == FIRST


def test_the_same_choice_twice_is_one() -> None:
    assert not trail_of(FIRST, FIRST).can_undo


@pytest.mark.parametrize("step", ["undo", "redo"])
def test_beyond_the_ends_there_is_nothing(step: str) -> None:
    with pytest.raises(IndexError):
        getattr(trail_of(FIRST), step)()
