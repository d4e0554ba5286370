"""A layer has one name in sentences and one in labels."""

import pytest

from nnviz.core.writing.layer_names import layer_label, layer_name, listed_layers


def test_a_layer_is_named_by_its_place() -> None:
    names = ["the inputs", "hidden layer 1", "hidden layer 2", "the output layer"]
    assert [layer_name(layer, 3) for layer in range(4)] == names
    labels = ["inputs", "hidden 1", "hidden 2", "output"]
    assert [layer_label(layer, 3) for layer in range(4)] == labels


@pytest.mark.parametrize(
    ("layers", "words"),
    [
        ([2], "hidden layer 2"),
        ([4], "the output layer"),
        ([1, 2], "hidden layers 1 and 2"),
        ([1, 2, 3], "hidden layers 1, 2 and 3"),
        ([1, 4], "hidden layer 1 and the output layer"),
        ([1, 2, 4], "hidden layers 1, 2 and the output layer"),
    ],
)
def test_several_are_listed(layers: list[int], words: str) -> None:
    assert listed_layers(layers, 4) == words
