"""What is written in a contender's column of the side-by-side view."""

from dataclasses import dataclass

from nnviz.explain.linked.contender_view import ContenderView, Link
from nnviz.views.inspector.quantity_names import pretty
from nnviz.views.numbers import MINUS, signed, significant
from nnviz.views.readings import neuron_name

NOT_YET = "not yet"
ABSENT = "–"


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """A number of the neuron: name, value, and difference from the leader's.

    ``number`` is None if it is not known yet or never worked out; ``text`` says which.
    ``current`` marks the number the cursor is at; ``reading`` is the program's name.
    """

    name: str
    text: str
    difference: str
    number: float | None
    current: bool
    reading: str = ""


@dataclass(frozen=True, slots=True)
class ColumnWords:
    """All text of a column; ``below`` goes under the large number."""

    name: str
    symbol: str
    value: str
    number: float | None
    below: str
    rows: tuple[ColumnRow, ...]
    notes: str

    @property
    def spoken(self) -> str:
        """The whole column in one sentence, for a screen reader."""
        rows = ", ".join(f"{row.name} {row.text.strip()}" for row in self.rows)
        parts = (f"{self.name}: {self.symbol} = {self.value}", self.below, self.notes)
        return "; ".join(part for part in (*parts, rows) if part)


_ROUNDING, _LARGE = 1e-12, 1e-6
"""A difference below the one says nothing beside numbers above the other."""


def column_words(shown: ContenderView, leader: ContenderView) -> ColumnWords:
    """Write what is shown of a contender, compared with the leader."""
    value = NOT_YET if shown.value is None else significant(shown.value)
    number = shown.value
    if shown.partial is not None:
        value, number = significant(shown.partial.so_far), shown.partial.so_far
    known = [abs(link.value) for link in shown.chain if link.value is not None]
    least = _ROUNDING if max(known, default=0.0) > _LARGE else 0.0
    rows = [
        _row(link, _same(link, shown, leader), shown, least) for link in shown.chain
    ]
    # The name is written above, and there is little room.
    ended = f"{shown.name} stopped"
    notes = ". ".join(note.replace(ended, "stopped", 1) for note in shown.notes)
    return ColumnWords(
        shown.name,
        symbol_of(shown),
        value,
        number,
        _below(shown, leader),
        tuple(rows),
        notes,
    )


def symbol_of(shown: ContenderView) -> str:
    """Name the number as formulas do: a₂⁽¹⁾, or in words where it has no letter."""
    calculation = shown.calculation
    if calculation is not None and shown.layer:
        name = calculation.result.name
        if name.startswith(tuple("abdWzs")) and "[" in name:
            return pretty(name)
    return shown.words


def difference_text(difference: float) -> str:
    """Write a difference with its sign: +0.12."""
    if difference == 0.0:
        return "±0"
    sign = MINUS if difference < 0.0 else "+"
    text = significant(abs(difference), 3)
    # An exponent takes the room of a digit.
    return f"{sign}{significant(abs(difference), 2) if 'e' in text else text}"


def _below(shown: ContenderView, leader: ContenderView) -> str:
    if shown.partial is not None:
        part = shown.partial
        return (
            f"so far; term {part.term + 1} of {part.terms} "
            f"adds {difference_text(part.adds)}"
        )
    if shown is leader:
        return "leads"
    if shown.difference is None:
        return ""
    if shown.difference == 0.0:
        return f"same as {leader.name}"
    size = significant(abs(shown.difference), 3)
    return f"{size} {'less' if shown.difference < 0.0 else 'more'} than {leader.name}"


def _same(link: Link, shown: ContenderView, leader: ContenderView) -> Link | None:
    """Find the leader's number of the same name, for the same neuron and sample."""
    places = [(one.layer, one.neuron, one.row) for one in (shown, leader)]
    if places[0] != places[1]:
        return None
    return next((one for one in leader.chain if one.words == link.words), None)


def _row(
    link: Link, other: Link | None, shown: ContenderView, least: float
) -> ColumnRow:
    """Write a number of the neuron; a difference below ``least`` is none."""
    current = _bias_of(shown.quantity, link.quantity)
    if not link.exists or link.value is None:
        text = NOT_YET if link.exists else ABSENT
        return ColumnRow(link.words, text, "", None, current and link.exists)
    difference = ""
    if other is not None and other.value is not None:
        less = link.value - other.value
        difference = difference_text(less) if abs(less) > least else ""
    name = neuron_name(link.quantity.rstrip("0123456789"), shown.layer, shown.neuron)
    text = signed(link.value, 4)
    return ColumnRow(link.words, text, difference, link.value, current, name)


def _bias_of(quantity: str, link: str) -> bool:
    """Return whether a row shows the quantity; that of a weight shows at its bias."""
    if quantity == "update":
        return link.startswith("update_b")
    return quantity.replace("W", "b").removesuffix("_data") == link
