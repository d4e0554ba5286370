"""What explanations say while a mistake is on, held against the changed operation."""

import re

import pytest

from nnviz.core.mistakes import MISTAKES
from nnviz.explain.explain import explain
from nnviz.explain.route import PHASES
from nnviz.explain.selection import neuron
from tests.explain.networks import Case, case

SETTINGS = {
    "hidden": (3, 3),
    "loss": "cross_entropy",
    "output_activation": "softmax",
}


def changed_place(right: Case, wrong: Case) -> tuple[str, set[int]]:
    """Return phase and layers of the operation that is another one."""
    pairs = zip(right.program.operations, wrong.program.operations, strict=True)
    (changed,) = [b for a, b in pairs if a.formula != b.formula]
    names = re.findall(r"[a-zA-Z](\d+)\b", " ".join(changed.produces))
    return changed.phase, {int(name) for name in names}


@pytest.mark.parametrize("name", MISTAKES)
def test_the_warning_stands_where_the_changed_operation_is(name: str) -> None:
    wrong = case(mistake=name, **SETTINGS)
    phase, layers = changed_place(case(**SETTINGS), wrong)
    for layer in (1, 2, 3):
        found = explain(wrong.trace, wrong.structure, neuron(layer, 0, phase))  # type: ignore[arg-type]
        assert bool(found.warning) == (layer in layers)
        assert MISTAKES[name].title in found.warning + "".join(found.notes)


@pytest.mark.parametrize("phase", PHASES)
def test_nothing_is_said_without_a_mistake(phase: str) -> None:
    right = case(**SETTINGS)
    found = explain(right.trace, right.structure, neuron(1, 0, phase))  # type: ignore[arg-type]
    assert not found.warning
    assert "mistake" not in "".join(found.notes)
