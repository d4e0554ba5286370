"""Which moments the frames of a film show."""

import numpy as np
import pytest

from nnviz.core.errors import InputError
from nnviz.session.config import RunConfig
from nnviz.session.timeline.timeline import Timeline
from nnviz.session.timeline.timeline_view import Position
from nnviz.session.trainer import Trainer
from nnviz.views.film_plan import (
    by_change,
    by_epochs,
    changes_of,
    evenly,
    every,
    held,
    trip,
)


def test_frames_lie_equally_far_apart_and_have_both_ends() -> None:
    assert evenly(0, 100, 5) == (0, 25, 50, 75, 100)
    assert evenly(10, 13, 300) == (10, 11, 12, 13)
    assert evenly(7, 7, 3) == (7,)


def test_epochs_end_where_they_do() -> None:
    assert by_epochs(0, 100, 40) == (0, 40, 80, 100)
    assert by_epochs(40, 120, 40) == (40, 80, 120)


def test_between_two_frames_the_parameters_change_equally_much() -> None:
    # Four small steps are as much as one large one.
    moments = by_change(10, [1.0, 1.0, 1.0, 1.0, 4.0, 4.0], 4)
    assert moments == (10, 14, 15, 16)
    assert by_change(0, [0.0] * 8, 3) == (0, 4, 8)


def test_changes_are_those_of_training() -> None:
    config = RunConfig(dataset="xor", hidden=(3,), seed=2)
    timeline, other = Timeline(Trainer(config)), Trainer(config)
    timeline.run(6)
    found = changes_of(lambda n: timeline.visit(Position(n, 0)), 1, 6)
    other.run(1)
    before = other.network.parameters.copy()
    other.run(1)
    assert found[0] == np.linalg.norm(other.network.parameters - before)
    assert len(found) == 5
    assert timeline.trainer.iteration == 6


@pytest.mark.parametrize("wrong", [(5, 4, 10), (-1, 4, 10), (0, 9, 0), (0, 9, 10**6)])
def test_what_cannot_be_a_film_is_refused(wrong: tuple[int, int, int]) -> None:
    with pytest.raises(InputError):
        evenly(*wrong)


def test_a_trip_goes_through_every_branch_from_its_fork() -> None:
    timeline = Timeline(Trainer(RunConfig(dataset="xor", hidden=(2,))))
    timeline.run(30)
    timeline.go_on_from(Position(10, 0))
    timeline.run(10)
    moments = trip(timeline.view().branches, 0, 20)
    for number, ends in ((0, (0, 30)), (1, (10, 20))):
        of_branch = [one.iteration for one in moments if one.branch == number]
        assert (of_branch[0], of_branch[-1]) == ends
        assert of_branch == sorted(set(of_branch))
        for moment in of_branch:
            timeline.visit(Position(moment, number))
    assert abs(len(moments) - 20) <= 1


def test_frames_can_be_so_many_iterations_apart() -> None:
    assert every(0, 100, 40) == (0, 40, 80, 100)
    assert every(3, 9, 3) == (3, 6, 9)
    with pytest.raises(InputError, match="a film has 1 to"):
        every(0, 100_000, 1)


def test_moments_are_held_for_a_fixed_number_of_frames() -> None:
    moments = tuple(Position(number) for number in range(3))
    for frames in (1, 2, 3, 8):
        found = held(moments, frames)
        assert len(found) == frames
        assert found[0] == moments[0]
        assert frames == 1 or found[-1] == moments[-1]
