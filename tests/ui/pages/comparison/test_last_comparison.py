"""The choice of a comparison is kept, and refused where it can be none any more."""

import msgspec
import pytest

from nnviz.session.comparison.choice import ComparisonChoice
from nnviz.ui.pages.comparison.last_comparison import read_choice


@pytest.mark.parametrize(
    "choice",
    [
        ComparisonChoice("activation", ("relu", "x * tanh(x)"), True),
        ComparisonChoice("hidden", ((), (4,), (8, 4))),
        ComparisonChoice("batch_size", (1, "full")),
        ComparisonChoice("learning_rate", (0.1, 1e-3)),
    ],
)
def test_a_choice_comes_back_as_it_was(choice: ComparisonChoice) -> None:
    assert read_choice(msgspec.json.encode(choice).decode()) == choice


@pytest.mark.parametrize(
    "text",
    [
        *(None, "", "[]", "{", "{}", '{"setting":"nothing","values":[1,2]}'),
        '{"setting":"activation","values":["relu"]}',
        '{"setting":"activation","values":["relu","1/x"]}',
        '{"setting":"loss","values":["mse",[{}]]}',
        '{"setting":"batch_size","values":[1,2,3,4,5,6,7,8,9]}',
    ],
)
def test_what_can_be_none_is_forgotten(text: object) -> None:
    assert read_choice(text) is None
