import pytest

from nnviz.session.comparison.comparison import Comparison
from nnviz.session.comparison.contender import Variation, contenders_of
from nnviz.session.comparison.health_record import HealthRecord
from nnviz.session.config import RunConfig
from nnviz.session.health.measure import health_of
from nnviz.session.run_parts import load_data

BASE = RunConfig(dataset="circle", samples=60, evaluate_every=10)


def comparison(
    base: RunConfig = BASE,
    rates: tuple[float, ...] = (0.1, 0.01),
    health: HealthRecord | None = None,
) -> Comparison:
    dataset = load_data(base)
    contenders = contenders_of(base, dataset, [Variation("learning_rate", rates)])
    return Comparison(contenders, dataset, health=health)


def recorded(runs: Comparison, iterations: int) -> HealthRecord:
    runs.run(iterations)
    assert runs.health is not None
    runs.health.measure(runs.trainers, now=True)
    return runs.health


def test_every_contender_is_looked_at_at_start_evaluations_and_end() -> None:
    for history in recorded(comparison(health=HealthRecord()), 37).histories:
        assert history.iterations.tolist() == [0, 10, 20, 30, 37]


def test_the_looks_are_those_of_each_contender_s_own_network() -> None:
    runs = comparison(health=HealthRecord())
    for history, trainer in zip(
        recorded(runs, 20).histories, runs.trainers, strict=True
    ):
        wanted = [layer.gradient_norm for layer in health_of(trainer).layers]
        found = [history.series(n, "gradient_norm")[-1] for n in (1, 2, 3)]
        assert found == wanted


def test_one_that_diverges_is_looked_at_where_it_stops() -> None:
    base = RunConfig(
        dataset="plane",
        optimizer="sgd",
        evaluate_every=1000,
        output_activation="linear",
    )
    runs = comparison(base, (1e6, 0.01), HealthRecord())
    record = recorded(runs, 50)
    stopped = runs.trainers[0].iteration
    assert stopped < 50
    assert record.histories[0].iterations.tolist() == [0, stopped]
    assert record.histories[1].iterations.tolist()[-1] == 50


def test_after_going_back_what_came_later_is_forgotten() -> None:
    runs = comparison(health=HealthRecord())
    record = recorded(runs, 5)
    at_5 = [trainer.checkpoint() for trainer in runs.trainers]
    runs.run(15)
    record.measure(runs.trainers)
    for trainer, checkpoint in zip(runs.trainers, at_5, strict=True):
        trainer.rewind(checkpoint)
    record.measure(runs.trainers)
    assert record.histories[0].iterations.tolist() == [0, 5]


@pytest.mark.parametrize("most", [7, 48])
def test_fewer_samples_are_looked_at_if_wished(most: int) -> None:
    record = HealthRecord(most)
    comparison(health=record)
    latest = record.histories[0].latest
    assert latest is not None
    assert latest.layers[0].samples <= most


def test_looks_change_nothing_in_what_is_trained() -> None:
    with_looks, without = comparison(health=HealthRecord()), comparison()
    for runs in (with_looks, without):
        runs.run(45)
    for one, other in zip(with_looks.trainers, without.trainers, strict=True):
        assert one.network.parameters.tobytes() == other.network.parameters.tobytes()
        assert one.history.evaluations == other.history.evaluations
    assert without.health is None
