"""A change of what is compared is named by what is different."""

import pytest

from nnviz.session.comparison.choice import OWN, SAME, ComparisonChoice, choice_words

HERE = ComparisonChoice("activation", ("relu", "tanh"))


@pytest.mark.parametrize(
    ("after", "words"),
    [
        (ComparisonChoice("activation", ("relu", "tanh", "elu")), "add elu"),
        (ComparisonChoice("activation", ("elu",)), "add elu, leave out relu and tanh"),
        (ComparisonChoice("activation", ("relu", "tanh"), True), OWN),
        (ComparisonChoice("learning_rate", (0.1, 0.01)), "vary learning rate"),
        (ComparisonChoice("optimizer", ("adam", "sgd")), "vary optimiser"),
    ],
)
def test_a_change_in_words(after: ComparisonChoice, words: str) -> None:
    assert choice_words(HERE, after) == words


def test_back_to_the_same_weights() -> None:
    own = ComparisonChoice("activation", ("relu", "tanh"), own_initializers=True)
    assert choice_words(own, HERE) == SAME
