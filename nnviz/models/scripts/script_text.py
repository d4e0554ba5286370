"""What scripts of all languages are made of: names, numbers, and sentences.

Names come from files of the user's, and may hold anything: they are only ever written
as literals, and the sentences of comments have letters and digits alone.
"""

import ast
import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from nnviz.core.errors import InputError
from nnviz.core.types import Floats
from nnviz.files.trained_model import TrainedModel
from nnviz.models.model_building import FoundModel
from nnviz.models.model_card import ModelCard
from nnviz.models.plain import PlainLayer

_WIDE = 88

SCALED = ("INPUT_OFFSET", "INPUT_FACTOR", "TARGET_OFFSET", "TARGET_FACTOR")


def is_scaled(model: TrainedModel) -> tuple[bool, bool]:
    """Tell whether inputs and whether targets are scaled."""
    return (
        model.scalings.inputs.kind != "none",
        model.scalings.targets.kind != "none",
    )


def described(model: TrainedModel) -> list[str]:
    """Return sentences that say what a model is."""
    network, card = model.network, model.card
    layers = ", ".join(
        f"{size} {plain_words(one.label)}"
        for size, one in zip(network.sizes[1:], network.activations, strict=True)
    )
    inputs, targets = is_scaled(model)
    said = [
        f"A neural network trained on {plain_words(card.title or card.name)}.",
        f"It has {network.sizes[0]} inputs and these layers of neurons: {layers}.",
    ]
    if inputs:
        said.append("Inputs are given in their own units and scaled as in training.")
    if targets:
        said.append("Outputs are returned in the units of the targets.")
    return said


def plain_words(text: str) -> str:
    """Return a text with letters, digits and harmless marks alone."""
    return " ".join(re.sub(r"[^\w .,()+-]", " ", text, flags=re.ASCII).split())


def wrapped(text: str, indent: str = "") -> str:
    """Break a text into lines."""
    return textwrap.fill(
        text,
        _WIDE,
        initial_indent=indent,
        subsequent_indent=indent,
        break_on_hyphens=False,
    )


def packed(words: Iterable[str], indent: str) -> str:
    """Write words with commas after them, as many in a line as fit."""
    lines, line = [], indent
    for word in words:
        if len(line) + len(word) + 2 > _WIDE and line.strip():
            lines.append(line.rstrip())
            line = indent
        line += f"{word}, "
    return "\n".join((*lines, line.rstrip()))


def named_numbers(model: TrainedModel) -> dict[str, Floats]:
    """Return all numbers of a model by the names that scripts give them.

    Weights are (O, I), all else has one number for each input or output.
    """
    found: dict[str, Floats] = {}
    inputs, targets = is_scaled(model)
    scaling = model.scalings
    if inputs:
        found["INPUT_OFFSET"] = scaling.inputs.offset
        found["INPUT_FACTOR"] = scaling.inputs.factor
    if targets:
        found["TARGET_OFFSET"] = scaling.targets.offset
        found["TARGET_FACTOR"] = scaling.targets.factor
    parts = zip(model.network.weights, model.network.biases, strict=True)
    for number, (weights, biases) in enumerate(parts, start=1):
        found[f"W{number}"], found[f"b{number}"] = weights, biases
    return found


def literal(values: Floats, brackets: str = "[]", suffix: str = "") -> str:
    """Write an array (O,) or (O, I), each number so that it is known again.

    A neuron's weights stand together; its lines are as long as is easy to read.
    """
    begin, end = brackets[0], brackets[1]
    if values.ndim == 1:
        return f"{begin}\n{_lines(values, '    ', suffix)}\n{end}"
    rows = [
        f"    {begin}\n{_lines(row, ' ' * 8, suffix)}\n    {end},"
        if len(row) > 4
        else f"    {begin}{', '.join(_words(row, suffix))}{end},"
        for row in values
    ]
    return "\n".join((begin, *rows, end))


def _lines(values: Floats, indent: str, suffix: str) -> str:
    return packed(_words(values, suffix), indent)


def _words(values: Floats, suffix: str) -> list[str]:
    # As float32 they have fewer digits than as Python's own numbers.
    return [f"{number!s}{suffix}" for number in values]


def read_back(model: TrainedModel, script: Path) -> FoundModel:
    """Read the numbers of a script again, where what would run it is not installed.

    Raises
    ------
    InputError
        If the script has not what belongs there.
    """
    text, card = script.read_text("utf-8"), ModelCard.of(model)
    found = _c_numbers(text) if script.suffix == ".h" else _python_numbers(text)
    layers = [
        PlainLayer(
            np.array(found[f"W{number}"], card.precision),
            np.array(found[f"b{number}"], card.precision),
            activation,
        )
        for number, activation in enumerate(card.activations, start=1)
    ]
    for name, values in named_numbers(model).items():
        if not np.array_equal(np.array(found[name], values.dtype), values):
            raise InputError(f"{script}: {name} was not written as it is")
    return FoundModel(layers, card, runner="its numbers, read back, in plain NumPy")


def _python_numbers(text: str) -> Mapping[str, object]:
    """Return each array that is assigned in a script: ``W1 = np.array([...])``."""
    return {
        target.id: ast.literal_eval(node.value.args[0])
        for node in ast.parse(text).body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
        for target in node.targets
        if isinstance(target, ast.Name) and node.value.args
    }


def _c_numbers(text: str) -> Mapping[str, object]:
    """Return each array that a header defines: ``float name_W1[8][4] = {...};``."""
    pattern = r"(?:float|double) \w+?_(\w+?)(?:\[\d+\])+ = (\{[^;]*\});"
    found: Iterable[Sequence[str]] = re.findall(pattern, text)
    return {
        name: ast.literal_eval(
            re.sub(r"(?<=[\d.])f\b", "", body).replace("{", "[").replace("}", "]")
        )
        for name, body in found
    }
