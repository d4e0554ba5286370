"""What a view says it shows: names of the program with the texts that are painted."""

import re
from collections.abc import Mapping

from nnviz.explain.selection import Selection
from nnviz.views.inspector.grid import GridRow

BOTH = " / "
_SUM = re.compile(r"(z|da)(\d+)\[(\d+)\]")
_PARAMETERS = {"weight": "{}", "before": "{}", "gradient": "d{}", "after": "{} after"}
_PARAMETERS |= {"change": "update_{}"}
_LAYERS = {"bias": "b", "Δ bias": "update_b"}
_LAYERS |= {name: name for name in ("z", "a", "da", "slope", "delta", "share")}
_SAMPLES = {"output": "a{}", "target": "y", "adds to loss": "terms", "delta": "delta{}"}


class Readings(dict[str, str]):
    """Texts on the screen by the program's names: ``z1[2]``, ``W2[1,3]``, ``cost``.

    Neurons, weights and samples in names count from 1.
    """

    def note(self, name: str, text: str) -> None:
        """Note a text; one that reads differently from an earlier one is added to it.

        Nothing is noted without a name.
        """
        name, text = name.replace(", ", ",").replace(" * ", "*"), text.strip()
        if not name:
            return
        known = self.get(name)
        if known is None:
            self[name] = text
        elif text not in known.split(BOTH):
            self[name] = f"{known}{BOTH}{text}"

    def take(self, others: Mapping[str, str]) -> None:
        """Note all of another view's texts too."""
        for name, text in others.items():
            for each in text.split(BOTH):
                self.note(name, each)

    @property
    def table(self) -> str:
        """Names and texts as two columns, for a spreadsheet."""
        return "\n".join(f"{name}\t{text}" for name, text in self.items())

    @property
    def sentence(self) -> str:
        """All of it in one line, for screen readers."""
        return ", ".join(f"{name} {text}" for name, text in self.items())


def neuron_name(quantity: str, layer: int, neuron: int) -> str:
    """Return the name of a neuron's number, counted from 0; layer 0 is the inputs."""
    before = "inputs" if layer == 0 else f"{quantity}{layer}"
    return f"{before}[{neuron + 1}]"


def weight_name(quantity: str, layer: int, neuron: int, column: int) -> str:
    """Return the name of a weight's number, or of the bias's, whose column is -1."""
    if column < 0:
        return f"{quantity}b{layer}[{neuron + 1}]"
    return f"{quantity}W{layer}[{neuron + 1},{column + 1}]"


def name_in_sum(result: str, row: GridRow, heading: str) -> str:
    """Return the name of a number in the table of a sum, "" if it has none.

    ``result`` is the name of the sum; ``heading`` is the column's.
    """
    if row.strong:
        return result
    found = _SUM.fullmatch(result)
    if found is None:
        return ""
    layer, neuron = int(found[2]), int(found[3]) - 1
    if found[1] == "z":
        return _in_weighted_sum(layer, neuron, row, heading)
    names = {
        "weight": weight_name("", layer + 1, row.place, neuron),
        "δ": neuron_name("delta", layer + 1, row.place),
    }
    return names.get(heading, "") if row.place >= 0 else ""


def _in_weighted_sum(layer: int, neuron: int, row: GridRow, heading: str) -> str:
    if row.name == "bias":
        return weight_name("", layer, neuron, -1) if heading == "product" else ""
    if row.place < 0:
        return ""
    weight = weight_name("", layer, neuron, row.place)
    source = neuron_name("a", layer - 1, row.place)
    names = {"weight": weight, "input": source, "product": f"{weight}*{source}"}
    return names.get(heading, "")


def name_in_table(here: Selection, last: int, row: GridRow, heading: str) -> str:
    """Return the name of a number in an explanation's table, "" if it has none.

    ``last`` is the output layer.
    """
    if here.kind == "neuron":
        column = -1 if row.name == "bias" else row.place
        if heading == "input":
            return neuron_name("a", here.layer - 1, column) if column >= 0 else ""
        form = _PARAMETERS.get(heading, "")
        return form.format(weight_name("", here.layer, here.neuron, column))
    if here.kind == "layer":
        quantity = _LAYERS.get(heading, "")
        return neuron_name(quantity, here.layer, row.place) if quantity else ""
    form = _SAMPLES.get(heading, "")
    return f"{form.format(last)}[{row.place + 1}]" if form else ""
