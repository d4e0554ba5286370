"""Every activation can be written in every language."""

import pytest

from nnviz.core.activations import ACTIVATIONS
from nnviz.models.scripts import script_functions as written

# Softmax is a function of a whole layer, and is written apart.
LANGUAGES = {
    "numpy": ({"linear", "softmax"}, written.NUMPY),
    "torch": (written.TORCH_LAYERS.keys(), written.TORCH),
    "keras": (written.KERAS_NAMES.keys(), written.KERAS),
    "c": ({"softmax"}, written.c_language("f")),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_each_activation(language: str) -> None:
    aside, functions = LANGUAGES[language]
    assert ACTIVATIONS.keys() - functions.functions.keys() <= set(aside)
    assert set(aside) <= ACTIVATIONS.keys()
