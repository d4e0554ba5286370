"""Learning-rate schedules at the iterations where one knows what to expect."""

import pytest

from nnviz.session.schedules import SCHEDULES


@pytest.mark.parametrize(
    ("name", "settings", "iteration", "expected"),
    [
        ("constant", {}, 12345, 0.2),
        ("step", {"every": 10, "factor": 0.5}, 9, 0.2),
        ("step", {"every": 10, "factor": 0.5}, 10, 0.1),
        ("step", {"every": 10, "factor": 0.5}, 30, 0.025),
        ("cosine", {"length": 100}, 0, 0.2),
        ("cosine", {"length": 100}, 50, 0.1),
        ("cosine", {"length": 100}, 100, 0.0),
        ("cosine", {"length": 100, "floor": 0.1}, 5000, 0.02),
        ("warmup", {"length": 100}, 0, 0.002),
        ("warmup", {"length": 100}, 99, 0.2),
        ("warmup", {"length": 100}, 5000, 0.2),
    ],
)
def test_rate_at_an_iteration(
    name: str, settings: dict[str, float], iteration: int, expected: float
) -> None:
    (rate,) = SCHEDULES[name].rates(iteration, 1, 0.2, settings)
    assert rate == pytest.approx(expected, abs=1e-15)


@pytest.mark.parametrize("name", list(SCHEDULES))
def test_rates_do_not_depend_on_where_a_block_begins(name: str) -> None:
    schedule = SCHEDULES[name]
    whole = schedule.rates(0, 2000, 0.3, {})
    assert whole[700:1500] == schedule.rates(700, 800, 0.3, {})
