"""The truth tables say what the gates do, and nothing of them is held back."""

from collections.abc import Callable

import pytest

from nnviz.core.errors import InputError
from nnviz.data.catalog import load_dataset
from nnviz.data.split import split_rows
from nnviz.session.config import RunConfig
from nnviz.session.settings.recipes import RECIPES
from nnviz.session.trainer import Trainer

GATES: dict[str, Callable[[int, int], bool]] = {
    "and-table": lambda a, b: bool(a and b),
    "or-table": lambda a, b: bool(a or b),
    "xor-table": lambda a, b: a != b,
    "nand-table": lambda a, b: not (a and b),
}


@pytest.mark.parametrize("name", GATES)
def test_every_row_is_what_the_gate_does(name: str) -> None:
    data = load_dataset(name)
    rows = {tuple(map(int, row)) for row in data.inputs.tolist()}
    assert rows == {(0, 0), (0, 1), (1, 0), (1, 1)}
    for (a, b), (out,) in zip(data.inputs.tolist(), data.targets.tolist(), strict=True):
        assert out == GATES[name](int(a), int(b))


def test_all_rows_are_trained_on_in_their_order() -> None:
    train, test = split_rows(load_dataset("and-table"), 0.0, seed=3)
    assert train.tolist() == [0, 1, 2, 3]
    assert test.size == 0


@pytest.mark.parametrize("fraction", [None, 0.2, 0.9])
def test_a_gate_has_no_rows_to_spare_for_testing(fraction: float | None) -> None:
    data = Trainer(RunConfig(dataset="and-table", test_fraction=fraction)).data
    assert data.train_rows.tolist() == [0, 1, 2, 3]
    assert data.test.samples == 0


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("name", GATES)
def test_the_documented_configuration_learns_it(name: str, seed: int) -> None:
    trainer = Trainer(RunConfig(dataset=name, seed=seed))
    trainer.run(RECIPES[name]["epochs"])
    found = trainer.evaluate()
    assert found.test is None
    assert found.train.accuracy == 1.0
    assert found.train.cost < 0.05


def test_inputs_are_left_as_they_are() -> None:
    trainer = Trainer(RunConfig(dataset="xor-table"))
    assert trainer.config.scaling == "none"
    assert trainer.config.test_fraction == 0.0


def test_a_table_has_no_number_of_samples_to_set() -> None:
    with pytest.raises(InputError, match="a truth table"):
        load_dataset("xor-table", samples=100)
