"""Any iteration of a comparison's past, of all contenders at once."""

from typing import Any

import numpy as np
import pytest

from nnviz.core.trace import Trace
from nnviz.session.comparison.comparison import Comparison
from nnviz.session.comparison.contender import Variation, contenders_of
from nnviz.session.comparison.linked_past import LinkedPast
from nnviz.session.config import RunConfig
from nnviz.session.run_parts import load_data
from nnviz.session.trainer import Trainer

CIRCLE = RunConfig(dataset="circle", samples=60)
ROUNDING = 1e-9


def comparison(setting: str, values: tuple[Any, ...], **settings: Any) -> Comparison:
    config = CIRCLE.changed(**settings)
    data = load_data(config)
    contenders = contenders_of(config, data, [Variation(setting, values)])
    return Comparison(contenders, data)


def alone(compared: Comparison, number: int, iteration: int) -> Trace:
    """Train a contender by itself, from the start."""
    trainer = Trainer(compared.contenders[number].config)
    trainer.run(iteration)
    return trainer.trace()


def check_equal(one: Trace, other: Trace) -> None:
    assert one.iteration == other.iteration
    assert one.rows.tolist() == other.rows.tolist()
    assert one.keys() == other.keys()
    for name in one:
        np.testing.assert_allclose(one[name], other[name], ROUNDING, ROUNDING)
    for name in one.after:
        np.testing.assert_allclose(one.after[name], other.after[name], ROUNDING)


def trained(
    compared: Comparison, blocks: list[int], spacing: int | None = None
) -> LinkedPast:
    past = LinkedPast(compared.trainers, spacing=spacing)
    for block in blocks:
        compared.run(block)
        past.note()
    return past


@pytest.mark.parametrize(
    ("setting", "values"),
    [
        ("activation", ("relu", "tanh", "sigmoid")),
        ("optimizer", ("sgd", "momentum", "adam")),
        ("batch_size", (7, 10, "full")),
    ],
)
def test_an_iteration_brought_back_is_what_each_contender_alone_computes(
    setting: str, values: tuple[Any, ...]
) -> None:
    compared = comparison(setting, values)
    past = trained(compared, [1, 20, 13, 40], spacing=10)
    for iteration in (74, 33, 1, 34, 60, 59, 2):
        for number, trainer in enumerate(past.visit(iteration)):
            check_equal(trainer.trace(), alone(compared, number, iteration))


def test_bringing_the_past_back_leaves_the_contenders_where_they_are() -> None:
    compared = comparison("activation", ("relu", "tanh"))
    past = trained(compared, [50])
    before = [t.network.parameters.tobytes() for t in compared.trainers]
    past.visit(20)
    assert [t.network.parameters.tobytes() for t in compared.trainers] == before
    assert past.visit(50) == compared.trainers


def test_a_contender_that_stopped_earlier_stays_at_its_last_iteration() -> None:
    compared = comparison("activation", ("relu", "tanh"))
    past = LinkedPast(compared.trainers)
    first, second = compared.trainers
    first.run(30)
    second.run(5)
    past.note()
    visited = past.visit(20)
    assert [trainer.iteration for trainer in visited] == [20, second.iteration]
    check_equal(visited[1].trace(), second.trace())


def test_before_the_first_iteration_there_is_no_trace() -> None:
    compared = comparison("activation", ("relu", "tanh"))
    past = trained(compared, [5])
    assert [trainer.last_program for trainer in past.visit(0)] == [None, None]


def test_memory_stays_within_the_budget() -> None:
    compared = comparison("activation", ("relu", "tanh"))
    budget = 40_000
    past = LinkedPast(compared.trainers, budget, spacing=1)
    for _ in range(200):
        compared.step()
        past.note()
    assert past.nbytes <= budget
    check_equal(past.visit(150)[1].trace(), alone(compared, 1, 150))


def test_a_visit_can_be_broken_off() -> None:
    class EnoughError(Exception):
        pass

    def enough() -> None:
        raise EnoughError

    compared = comparison("activation", ("relu", "tanh"))
    past = trained(compared, [500])
    with pytest.raises(EnoughError):
        past.visit(400, enough)
    check_equal(past.visit(400)[0].trace(), alone(compared, 0, 400))


def test_what_has_been_looked_at_at_rest_comes_back_to_the_last_bit() -> None:
    compared = comparison("activation", ("relu", "tanh", "sigmoid"))
    past = LinkedPast(compared.trainers, spacing=1000)
    compared.run(137)
    past.note()
    seen = [trainer.trace() for trainer in past.visit(137)]
    compared.run(50)
    past.note()
    past.visit(136)
    for one, trainer in zip(seen, past.visit(137), strict=True):
        other = trainer.trace()
        assert all(one[name].tobytes() == other[name].tobytes() for name in one)


def test_a_clone_that_has_come_another_way_does_not_stand_in_for_a_checkpoint() -> None:
    compared = comparison("activation", ("relu", "tanh"))
    past = LinkedPast(compared.trainers, spacing=1000)
    compared.run(136)
    for trainer in compared.trainers:
        # As much as rounding in a stack may differ from the way a clone takes.
        trainer.network.parameters *= 1.0 + 1e-12
    compared.run(1)
    seen = [trainer.trace() for trainer in past.visit(137)]
    compared.run(50)
    past.visit(136)
    for one, trainer in zip(seen, past.visit(137), strict=True):
        other = trainer.trace()
        assert all(one[name].tobytes() == other[name].tobytes() for name in one)
