"""Writes formulas of layers and samples, with numbers if the matrices are small."""

import re

from nnviz.core.activations import ACTIVATIONS
from nnviz.core.functions.activation import Activation
from nnviz.core.types import Floats
from nnviz.explain.notation import tex
from nnviz.explain.selection import Selection
from nnviz.explain.traced_sample import TracedSample

_MOST = 6
"""The most rows or columns of a matrix that is written out."""
_WIDEST = 46
"""The most characters of its columns together: an inspector is narrow."""


def layer_formula(moment: TracedSample, selection: Selection) -> tuple[str, str]:
    """Return a layer's formula in LaTeX, and with numbers if they fit, else ""."""
    layer = selection.layer
    if layer == 0 or selection.phase == "loss":
        # The loss is of the outputs; no formula of a layer says it.
        return "", ""
    write = {
        "forward": _forward,
        "backward": _backward,
        "update": _update,
    }
    return write[selection.phase](moment, layer)


def sample_formula(moment: TracedSample) -> tuple[str, str]:
    """Return the way of a sample from inputs to outputs, in symbols and numbers."""
    last = moment.structure.last
    steps = [rf"a^{{({layer})}}" for layer in range(1, last + 1)]
    formula = r" \rightarrow ".join(["x", *steps])
    inputs, outputs = vector(moment.row("inputs")), vector(moment.row(f"a{last}"))
    numbers = rf"{inputs} \rightarrow {outputs}" if inputs and outputs else ""
    return formula, numbers


def matrix(values: Floats) -> str:
    """Write a small matrix (O, I) in LaTeX; return "" for a large or wide one."""
    if max(values.shape) > _MOST:
        return ""
    cells = [[tex(float(x)) for x in row] for row in values]
    wide = sum(max(map(_length, column)) for column in zip(*cells, strict=True))
    if wide > _WIDEST:
        return ""
    rows = r" \\ ".join(" & ".join(row) for row in cells)
    return rf"\begin{{pmatrix}} {rows} \end{{pmatrix}}"


def _length(number: str) -> int:
    """Return how many characters of a number in LaTeX are seen, roughly."""
    return len(re.sub(r"[{}^]|\\,", "", number.replace(r"\cdot", "·")))


def vector(values: Floats) -> str:
    """Write a small vector (n,) as a column in LaTeX; return "" for a large one."""
    return matrix(values[:, None])


def _function_tex(f: Activation) -> str:
    """Write an activation's name; a function without a name is f."""
    if f.short or f.name in ACTIVATIONS:
        return rf"\mathrm{{{f.label.replace('_', ' ')}}}"
    return "f"


def _forward(moment: TracedSample, layer: int) -> tuple[str, str]:
    f, trace = moment.structure.activation(layer), moment.trace
    source = "x" if layer == 1 else f"a^{{({layer - 1})}}"
    z = rf"z^{{({layer})}}"
    formula = (
        rf"{z} = W^{{({layer})}} {source} + b^{{({layer})}}, \; "
        rf"a^{{({layer})}} = {_function_tex(f)}({z})"
    )
    parts = [
        matrix(trace[f"W{layer}"]),
        vector(moment.sources(layer)),
        vector(trace[f"b{layer}"]),
        vector(moment.row(f"z{layer}")),
    ]
    if not all(parts):
        return formula, ""
    weights, inputs, biases, sums = parts
    return formula, rf"{z} = {weights} {inputs} + {biases} = {sums}"


def _backward(moment: TracedSample, layer: int) -> tuple[str, str]:
    structure, delta = moment.structure, rf"\delta^{{({layer})}}"
    if layer == structure.last:
        if not structure.joint:
            formula = rf"{delta} = \frac{{\partial L}}{{\partial z^{{({layer})}}}}"
            return formula, ""
        parts = [vector(moment.row(name)) for name in (f"a{layer}", "targets")] + [
            vector(moment.row(f"delta{layer}"))
        ]
        numbers = rf"{delta} = {parts[0]} - {parts[1]} = {parts[2]}"
        return rf"{delta} = a^{{({layer})}} - y", numbers if all(parts) else ""
    after = layer + 1
    by_a = rf"\frac{{\partial L}}{{\partial a^{{({layer})}}}}"
    formula = (
        rf"{by_a} = W^{{({after})T}} \delta^{{({after})}}, \; "
        rf"{delta} = {by_a} \odot f'(z^{{({layer})}})"
    )
    parts = [
        matrix(moment.trace[f"W{after}"].T),
        vector(moment.row(f"delta{after}")),
        vector(moment.row(f"da{layer}")),
    ]
    if not all(parts):
        return formula, ""
    return formula, rf"{by_a} = {parts[0]} {parts[1]} = {parts[2]}"


def _update(moment: TracedSample, layer: int) -> tuple[str, str]:
    name, trace = rf"W^{{({layer})}}", moment.trace
    formula = rf"{name} \leftarrow {name} + \Delta {name}"
    parts = [
        matrix(trace[f"W{layer}"]),
        matrix(trace[f"update_W{layer}"]),
        matrix(trace.after[f"W{layer}"]),
    ]
    if not all(parts):
        return formula, ""
    return formula, rf"{name} = {parts[0]} + {parts[1]} = {parts[2]}"
