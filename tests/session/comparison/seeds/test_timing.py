from nnviz.session.comparison.contender import Variation
from nnviz.session.comparison.seeds.plan import plan_of
from nnviz.session.comparison.seeds.timing import seconds_alone
from nnviz.session.config import RunConfig
from tests.session.comparison.plans import plan


def test_every_contender_is_timed_alone_whatever_ends_its_runs() -> None:
    # Limits and goals are met at once, and seeds are trained together.
    tasks = plan("relu", "tanh", seeds=12, iterations=2, patience=1).tasks
    found = seconds_alone(tasks)
    assert list(found) == ["relu", "tanh"]
    assert all(seconds > 0.0 for seconds in found.values())


def test_more_work_takes_longer() -> None:
    base = RunConfig(dataset="circle", iterations=10, batch_size=300)
    varied = Variation("hidden", ((4,), (400, 400)))
    found = seconds_alone(plan_of(base, (varied,), seeds=1).tasks)
    small, large = found.values()
    assert large > 5.0 * small


def test_one_that_diverges_has_no_time() -> None:
    base = RunConfig(dataset="line", iterations=10)
    varied = Variation("learning_rate", (0.01, 1e6))
    found = seconds_alone(plan_of(base, (varied,), seeds=1).tasks)
    assert list(found) == ["0.01"]
