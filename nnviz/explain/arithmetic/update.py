"""Explains the update of a weight or bias: the optimiser's rule, and the new value."""

import re

from nnviz.core.types import Floats
from nnviz.explain.arithmetic.gradient_steps import parameter, parameter_tex
from nnviz.explain.arithmetic.optimizer_steps import OPTIMIZER_STEPS, OptimizerStep
from nnviz.explain.explanation import Calculation, Cell, Entry
from nnviz.explain.notation import (
    assigned,
    factor,
    numbered,
    short,
    telling_digits,
    tex,
)
from nnviz.explain.traced_sample import TracedSample

_BEFORE = "_before"


def update_of(
    moment: TracedSample, layer: int, neuron: int, column: int
) -> tuple[Calculation, ...]:
    """Return the steps of the optimiser, the new value, and the predicted change."""
    rules = OPTIMIZER_STEPS.get(moment.structure.optimizer.name, ())
    place = layer, neuron, column
    return (
        *(_step(moment, rule, place) for rule in rules),
        _new_value(moment, place),
        _predicted(moment, place),
    )


Place = tuple[int, int, int]
"""Layer, neuron and column of a parameter."""


def _step(moment: TracedSample, rule: OptimizerStep, place: Place) -> Calculation:
    inputs = {name: _variable(moment, name, place) for name in rule.variables}
    result = _quantity(moment, rule.quantity, place)
    values = {name: entry.value for name, entry in inputs.items()}
    numbers = re.sub(
        r"<(\w+)>", lambda found: factor(values[found.group(1)]), rule.numbers
    )
    imported = "import math\n" if "math." in rule.expression else ""
    return Calculation(
        rule.quantity.replace("_", " ").capitalize(),
        f"{rule.words} It is {short(result.value)}.",
        rule.formula,
        f"{rule.symbol} = {numbers} = {tex(result.value)}",
        result,
        tuple(inputs.values()),
        f"{imported}{assigned(**values)}\n{rule.quantity} = {rule.expression}",
        rule.quantity,
    )


def _new_value(moment: TracedSample, place: Place) -> Calculation:
    name, index = parameter(*place)
    before = moment.shared(name, *index, meaning="before the update")
    change = moment.shared(f"update_{name}", *index, meaning="change")
    result = moment.after(name, *index, meaning="after the update")
    symbol = parameter_tex(*place)
    # A small change must be seen: with four digits both may look the same.
    digits = telling_digits(result.value, before.value)
    return Calculation(
        "New value",
        f"The change {short(change.value)} is added to {short(before.value, digits)}: "
        f"the new value is {short(result.value, digits)}.",
        rf"{symbol} \leftarrow {symbol} + \Delta\theta",
        rf"{symbol} = {tex(before.value, digits)} + {factor(change.value)} "
        rf"= {tex(result.value, digits)}",
        result,
        (before, change),
        f"{assigned(before=before.value, change=change.value)}\n"
        "after = before + change",
        "after",
    )


def _predicted(moment: TracedSample, place: Place) -> Calculation:
    name, index = parameter(*place)
    gradient = moment.shared(f"d{name}", *index, meaning="gradient")
    change = moment.shared(f"update_{name}", *index, meaning="change")
    predicted = gradient.value * change.value
    return Calculation(
        "Predicted change of the cost",
        "To first order, this change alone changes the cost by gradient times change: "
        f"{short(predicted)}.",
        r"\Delta C \approx g \, \Delta\theta",
        rf"\Delta C \approx {factor(gradient.value)} \cdot {factor(change.value)} "
        rf"= {tex(predicted)}",
        Entry(f"predicted change by {numbered(name, *index)}", predicted),
        (gradient, change),
        f"{assigned(g=gradient.value, change=change.value)}\npredicted = g * change",
        "predicted",
    )


def _variable(moment: TracedSample, name: str, place: Place) -> Entry:
    """Return the number that a rule calls by this name, for a parameter."""
    settings = moment.structure.optimizer_settings
    if name in settings:
        return Entry(name, settings[name], "constant of the optimiser")
    if name == "rate":
        return Entry("learning rate", moment.trace.learning_rate)
    if name == "g":
        quantity, index = parameter(*place)
        return moment.shared(f"d{quantity}", *index, meaning="gradient")
    if name == "theta":
        quantity, index = parameter(*place)
        return moment.shared(quantity, *index, meaning="before the update")
    if name.endswith(_BEFORE):
        return _remembered(moment, name.removesuffix(_BEFORE), place)
    return _quantity(moment, name, place)


def _quantity(moment: TracedSample, name: str, place: Place) -> Entry:
    """Return one of the optimiser's own quantities, as it is after this iteration."""
    index = _index(moment, moment.trace[name], place)
    value = float(moment.trace[name][index])
    return Entry(name, value, "", Cell(name, index))


def _remembered(moment: TracedSample, name: str, place: Place) -> Entry:
    """Return a number of the optimiser's memory before this iteration."""
    values = moment.trace.state_before[name]
    index = _index(moment, values, place)
    cell = Cell(name, index, "before")
    return Entry(f"{name} before", float(values[index]), "remembered", cell)


def _index(moment: TracedSample, values: Floats, place: Place) -> tuple[int, ...]:
    """Return the index of a parameter's number in a flat vector (P,) or 0-d array."""
    if values.ndim == 0:
        return ()
    return (moment.structure.layout.place_of(*place),)
