import numpy as np
import pytest

from nnviz.session.health.health_history import QUANTITIES, HealthHistory
from nnviz.session.health.layer_health import (
    Distribution,
    LayerHealth,
    NetworkHealth,
)


def health(iteration: int) -> NetworkHealth:
    values = Distribution(np.arange(2.0), np.ones(1, np.intp), iteration, 0.5)
    layers = tuple(
        LayerHealth(
            layer=layer,
            activation="relu",
            samples=10,
            z=values,
            a=values,
            dead=np.arange(layer),
            nearly_dead=np.arange(0),
            saturated=np.full(4, 0.25),
            gradient_norm=layer * iteration,
        )
        for layer in (1, 2)
    )
    return NetworkHealth(iteration, layers)


def history(*iterations: int, most: int = 1000) -> HealthHistory:
    found = HealthHistory(most)
    for iteration in iterations:
        found.append(health(iteration))
    return found


def test_every_layer_has_its_series_by_iteration() -> None:
    found = history(0, 10, 30)
    assert found.iterations.tolist() == [0, 10, 30]
    assert found.series(2, "gradient_norm").tolist() == [0, 20, 60]
    assert found.series(1, "dead_share").tolist() == [0.25] * 3
    assert found.series(1, "z_mean").tolist() == [0, 10, 30]


@pytest.mark.parametrize("quantity", QUANTITIES)
def test_every_quantity_is_that_of_the_layer(quantity: str) -> None:
    layer = health(7).layers[1]
    letter, _, rest = quantity.partition("_")
    owner = getattr(layer, letter) if letter in "za" else layer
    wanted = getattr(owner, rest if letter in "za" else quantity)
    assert history(7).series(2, quantity).tolist() == [wanted]


def test_a_long_run_is_thinned_out_and_keeps_its_ends() -> None:
    found = history(*range(5000), most=100)
    kept = found.iterations
    assert len(kept) == len(found.series(1, "gradient_norm")) <= 100
    assert (kept[0], kept[-1]) == (0, 4999)
    assert found.series(1, "gradient_norm").tolist() == kept.tolist()
    assert np.diff(kept).max() <= 200


def test_the_latest_look_is_at_hand() -> None:
    latest = history(0, 3).latest
    assert latest is not None
    assert latest.iteration == 3
    assert HealthHistory().latest is None


def test_going_back_forgets_what_came_after() -> None:
    found = history(0, 10, 20, 30)
    found.cut(20)
    assert found.iterations.tolist() == [0, 10, 20]
    found.append(health(15))
    assert found.series(1, "gradient_norm").tolist() == [0, 10, 15]


def test_a_second_look_at_the_same_iteration_takes_the_first_one_s_place() -> None:
    assert history(0, 10, 10).iterations.tolist() == [0, 10]
