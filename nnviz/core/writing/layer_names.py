"""What a layer is called: every view, sentence and file names it with these."""

from collections.abc import Sequence


def layer_label(layer: int, last: int) -> str:
    """Return a layer's name where there is little room: "hidden 1", "output".

    Parameters
    ----------
    layer
        Its number; 0 is the inputs.
    last
        The number of the output layer.
    """
    if layer == 0:
        return "inputs"
    return "output" if layer == last else f"hidden {layer}"


def layer_name(layer: int, last: int) -> str:
    """Return a layer's name in a sentence: "hidden layer 1", "the output layer"."""
    if layer == 0:
        return "the inputs"
    return "the output layer" if layer == last else f"hidden layer {layer}"


def listed_layers(layers: Sequence[int], last: int) -> str:
    """Name several layers: "hidden layers 1, 2 and the output layer"."""
    hidden = [str(layer) for layer in layers if layer != last]
    names = [layer_name(last, last)] if last in layers else []
    if names and hidden:
        # The output layer ends the list of numbers.
        return f"{_hidden(hidden, ', ')} and {names[0]}"
    return names[0] if names else _hidden(hidden, " and ")


def _hidden(numbers: Sequence[str], final: str) -> str:
    *others, last = numbers
    if not others:
        return f"hidden layer {last}"
    return f"hidden layers {', '.join(others)}{final}{last}"
