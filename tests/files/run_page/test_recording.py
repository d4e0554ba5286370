"""A page records what the run had, at all moments or at some of them."""

import numpy as np
import pytest

from nnviz.core.errors import InputError
from nnviz.core.types import Floats
from nnviz.core.writing.number_text import significant
from nnviz.files.run_page.digits import halves_of, numbers_of
from nnviz.files.run_page.products import corrections
from nnviz.files.run_page.recording import (
    _CHARACTERS,
    LARGEST,
    RecordedRun,
    evenly_with,
    moments_of,
    moments_within,
    most_moments,
    record,
)
from nnviz.session.config import RunConfig
from nnviz.session.probe import Probe, sample_of
from nnviz.session.timeline.timeline import Timeline
from nnviz.session.timeline.timeline_view import Position
from nnviz.session.trainer import Trainer

CONFIG = RunConfig(dataset="circle", hidden=(3, 2), seed=4)


def recorded(moments: tuple[int, ...], rows: tuple[int, ...]) -> RecordedRun:
    timeline = Timeline(Trainer(CONFIG))
    timeline.run(moments[-1])

    def visit(moment: int) -> Trainer:
        return timeline.visit(Position(moment, 0))

    return record(visit, moments, rows, timeline.trainer)


def test_all_moments_are_there_if_they_may_fit_and_else_both_ends() -> None:
    assert moments_within(5, [(3, 4, 1)], 2) == [0, 1, 2, 3, 4, 5]
    assert len(moments_within(2000, [(2, 6, 4, 1)], 4)) == 2001
    some = moments_within(1_000_000, [(2, 6, 4, 1)], 4, [123_457])
    assert (some[0], some[-1]) == (0, 1_000_000)
    assert 123_457 in some
    assert len(some) < 20_000
    with pytest.raises(InputError, match="too large"):
        moments_within(10, [(784, 128, 10)], 1)


def test_some_of_moments_have_both_ends_and_what_is_wanted() -> None:
    found = evenly_with(range(1000), 40, [17, 5000])
    assert (found[0], found[-1]) == (0, 999)
    assert 17 in found
    assert 5000 not in found
    assert len(found) <= 40
    assert evenly_with([3, 7], 0) == [3, 7]


def test_a_run_that_ended_early_has_its_own_last_moment() -> None:
    assert moments_of([0, 10, 20, 30], 17) == [0, 10, 17]
    assert moments_of([0, 10, 20], 20) == [0, 10, 20]


def test_what_is_recorded_is_what_the_run_had() -> None:
    run = recorded((0, 2, 6), (5, 9))
    other = Trainer(CONFIG)
    other.run(1)
    before = other.network.parameters.copy()
    other.run(1)
    assert np.array_equal(run.parameters[1], other.network.parameters)
    np.testing.assert_allclose(
        run.updates[1], run.parameters[1] - before, rtol=1e-10, atol=1e-15
    )
    sample = sample_of(other.data, 9)
    assert sample is not None
    trace = Probe().look(other, sample)
    wanted = np.concatenate([trace[f"delta{layer}"][0] for layer in (1, 2, 3)])
    assert np.array_equal(run.delta[1, 1], wanted)
    assert run.losses[1, 1] == trace["losses"][0]


def test_every_product_is_shown_as_the_run_has_it() -> None:
    run = recorded(tuple(range(120)), (5, 9))
    shown = run.thinned(range(120))
    parts: dict[str, Floats] = {
        name: numbers_of(halves_of(getattr(run, name)))
        for name in ("parameters", "a", "delta")
    }
    for name, values in parts.items():
        getattr(shown, name)[...] = values
    layout = Trainer(CONFIG).network.layout
    listed = np.cumsum(corrections(run, shown, layout))
    mended = {int(each) // 2: bool(each % 2) for each in listed}
    wrong = 0
    for moment in range(120):
        for sample in range(2):
            # The weights of the second layer, as its formula has them.
            w = [r.parameters[moment][9:17].reshape(2, 4) for r in (run, shown)]
            a = [r.a[moment, sample][:3] for r in (run, shown)]
            for neuron in range(2):
                for k in range(3):
                    true, ours = (w[i][neuron, k] * a[i][k] for i in (0, 1))
                    place = (sample * 120 + moment) * layout.count + 9 + 4 * neuron + k
                    if place in mended:
                        wrong += significant(true) != significant(ours)
                        ours *= 1.0 + (2.0**-18 if mended[place] else -(2.0**-18))
                    assert significant(true) == significant(ours)
    assert wrong > 0


def test_room_is_kept_for_all_numbers_of_a_moment() -> None:
    run = recorded((0, 1), (5, 9))
    arrays = (run.parameters, run.updates, run.z, run.a, run.delta, run.losses)
    each = sum(array.size for array in arrays) / 2
    sizes = (2, 3, 2, 1)
    assert most_moments([sizes], 2) == int(LARGEST / (_CHARACTERS * each))
    assert most_moments([sizes] * 3, 2) == int(LARGEST / (_CHARACTERS * 3 * each))
