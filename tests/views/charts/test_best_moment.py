"""The best moment follows evaluations, branches and settings."""

from nnviz.session.config import RunConfig
from nnviz.session.history import Evaluation
from nnviz.session.scores import Score
from nnviz.session.stop import best_of
from nnviz.views.charts.best_moment import BestMoment


def found(at: int, train: float, test: float) -> Evaluation:
    return Evaluation(at, 1.0, Score(9, train), Score(5, test))


COSTS = ((3.0, 3.0), (2.5, 2.0), (2.0, 2.5), (1.5, 2.0), (1.0, 4.0))
KNOWN = [found(10 * n, *costs) for n, costs in enumerate(COSTS, start=1)]


def test_it_is_the_best_of_what_has_arrived() -> None:
    moment = BestMoment()
    assert (moment.best, moment.is_over, moment.words) == (None, False, "")
    for place, one in enumerate(KNOWN, start=1):
        moment.extend([one])
        assert moment.best is best_of(RunConfig(), KNOWN[:place])
        # A cost as low as the best one is not worse: nothing is over yet.
        assert moment.is_over == (
            COSTS[place - 1][1] > min(c[1] for c in COSTS[:place])
        )
    assert moment.words == "iteration 20, where the test cost is lowest: 2.000"


def test_another_cost_can_be_watched() -> None:
    moment = BestMoment()
    moment.extend(KNOWN)
    moment.set_config(RunConfig(watch="training"))
    assert moment.best is KNOWN[-1]
    assert not moment.is_over


def test_a_branch_has_what_came_before_its_fork() -> None:
    moment = BestMoment()
    moment.extend(KNOWN)
    moment.turn_to(((0, 0), (1, 10)))
    assert moment.best is KNOWN[0]
    better = found(20, 2.0, 0.5)
    moment.extend([better])
    assert moment.best is better
    moment.turn_to(((0, 0),))
    assert moment.best is KNOWN[1]
    moment.turn_to(((0, 0), (1, 10)))
    assert moment.best is better
