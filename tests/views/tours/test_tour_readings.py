"""The numbers in a tour's text are those of the run, as the window writes them."""

import pytest

from nnviz.core.errors import InputError
from nnviz.session.config import RunConfig
from nnviz.session.trainer import Trainer
from nnviz.views.numbers import compact, signed
from nnviz.views.tours.tour_readings import ShownNumbers, fill_in
from tests.live.driving import snapshot_of


@pytest.fixture
def shown() -> ShownNumbers:
    trainer = Trainer(RunConfig(dataset="xor-table"))
    trainer.run(3)
    return ShownNumbers(snapshot_of(trainer), trainer.trace(), sample=2)


def test_names_are_replaced_by_the_numbers_of_the_sample(shown: ShownNumbers) -> None:
    trace = shown.trace
    assert trace is not None
    said = fill_in("{z1[2]} {a2[1]} {W2[1,3]} {W2[1,3] after} {dW2[1,3]}", shown)
    assert said.split() == [
        compact(float(trace["z1"][2, 1])),
        signed(float(trace["a2"][2, 0])).strip(),
        signed(float(trace["W2"][0, 2])).strip(),
        signed(float(trace.after["W2"][0, 2])).strip(),
        compact(float(trace["dW2"][0, 2])),
    ]
    assert fill_in("{iteration}, {loss}", shown) == f"3, {compact(trace['losses'][2])}"


def test_what_is_not_known_yet_is_left_open(shown: ShownNumbers) -> None:
    assert fill_in("z {z1[1]}, cost {cost}", None) == "z …, cost …"
    assert fill_in("cost {cost}", shown) == "cost …"


@pytest.mark.parametrize("name", ["z9[1]", "z1[9]", "z1[1,1]", "W1[1]", "z1", "what"])
def test_a_name_that_is_no_numbers_is_refused(shown: ShownNumbers, name: str) -> None:
    with pytest.raises(InputError, match=r"\{"):
        fill_in(f"It is {{{name}}}.", shown)
