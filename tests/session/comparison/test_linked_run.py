"""A comparison looked at in its past: the same numbers, and nothing is lost."""

import numpy as np
import pytest

from nnviz.session.comparison.comparison import Comparison
from nnviz.session.comparison.contender import Variation, contenders_of
from nnviz.session.comparison.linked_run import LinkedRun
from nnviz.session.config import RunConfig
from nnviz.session.run_parts import load_data

CIRCLE = RunConfig(dataset="circle", samples=60, optimizer="sgd", activation="relu")
RATES = Variation("learning_rate", (0.03, 1e6, 0.1))


def linked(vary: Variation = RATES) -> LinkedRun:
    data = load_data(CIRCLE)
    return LinkedRun(Comparison(contenders_of(CIRCLE, data, [vary]), data))


def state(run: LinkedRun) -> list[tuple[int, bytes, object, bytes]]:
    return [
        (
            trainer.iteration,
            trainer.network.parameters.tobytes(),
            trainer.stopped,
            np.float64(run.cost(place)).tobytes(),
        )
        for place, trainer in enumerate(run.trainers)
    ]


def test_steps_back_and_forth_show_identical_numbers_though_one_has_stopped() -> None:
    run = linked()
    seen = {0: state(run)}
    for _ in range(40):
        run.advance(1)
        run.arrive()
        seen[run.iteration] = state(run)
    stopped = run.comparison.trainers[1]
    assert stopped.stopped is not None
    assert 0 < stopped.iteration < 40
    assert [shown[2] for shown in seen[40]] == [None, stopped.stopped, None]
    for iteration in (*range(39, -1, -1), *range(41), 3, stopped.iteration, 40):
        run.go_to(iteration)
        assert state(run) == seen[iteration]


def test_going_on_from_the_past_leads_to_the_end_and_then_trains() -> None:
    run, straight = linked(), linked()
    run.advance(50)
    costs = [t.history.costs.copy() for t in run.comparison.trainers]
    run.go_to(20)
    run.advance(7)
    assert (run.iteration, run.is_past, run.comparison.iteration) == (27, True, 50)
    run.advance(100)
    assert (run.iteration, run.is_past) == (50, False)
    for trainer, before in zip(run.comparison.trainers, costs, strict=True):
        assert trainer.history.costs.tobytes() == before.tobytes()
    run.advance(10)
    straight.advance(50)
    straight.advance(10)
    assert state(run) == state(straight)


def test_a_moment_of_the_past_is_evaluated_as_the_run_was_then() -> None:
    data = load_data(CIRCLE)
    config = CIRCLE.changed(evaluate_every=10)
    run = LinkedRun(Comparison(contenders_of(config, data, [RATES]), data))
    run.advance(35)
    run.go_to(27)
    found = run.evaluation(0)
    assert found is not None
    assert found.iteration == 20
    run.go_to(20)
    again = run.trainers[0].evaluate()
    assert again.train.cost == pytest.approx(found.train.cost, rel=1e-9)


def test_a_moment_given_up_for_another_does_not_spoil_that() -> None:
    def enough() -> None:
        raise InterruptedError

    run, other = linked(), linked()
    run.advance(400)
    with pytest.raises(InterruptedError):
        run.go_to(300, enough)
    run.go_to(299)
    other.advance(299)
    for one, trainer in zip(run.trainers, other.trainers, strict=True):
        mine, wanted = one.network.parameters, trainer.network.parameters
        np.testing.assert_allclose(mine, wanted, 1e-9)
