"""The tours there are; their files are read when one is begun."""

from collections.abc import Mapping

TOURS: Mapping[str, str] = {
    "neuron": "Watch one neuron compute",
    "backpropagation": "Follow one step of backpropagation",
    "digits": "Recognise digits",
    "comparison": "Compare activation functions",
}
"""The title of each tour by the name of its file, in the order to take them in."""
