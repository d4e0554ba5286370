"""Explanations as lines of text for a terminal."""

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nnviz.explain.explanation import Calculation, Entry, Explanation
    from nnviz.explain.number_table import NumberTable
    from nnviz.explain.terms import Terms
    from nnviz.session.trainer import Trainer

_WIDTH = 88
_LINES = 20
"""The most terms of a sum that are listed; of more, the largest are."""


def header(trainer: "Trainer", sample: int) -> list[str]:
    """Return lines that say which iteration and sample the numbers belong to."""
    trace, config = trainer.trace(), trainer.config
    sizes = "-".join(str(size) for size in trainer.network.sizes)
    rows = len(trace.rows)
    return [
        f"{config.dataset}, {sizes}, iteration {trace.iteration:,} of epoch "
        f"{trace.epoch + 1}, {config.loss}, {config.optimizer}, learning rate "
        f"{trace.learning_rate:g}",
        f"sample {sample} of the {rows} in the batch, number "
        f"{int(trace.rows[sample - 1]) + 1} of the training part; names count from 1",
    ]


def page(found: "Explanation") -> list[str]:
    """Lay out one phase as lines of text."""
    lines = ["", found.title.upper(), "", *textwrap.wrap(found.words, _WIDTH)]
    if found.warning:
        lines += ["", *textwrap.wrap(found.warning, _WIDTH)]
    for each in found.calculations:
        lines += ["", *_calculation(each)]
    if found.table is not None:
        lines += ["", *_table(found.table)]
    return lines


def _calculation(each: "Calculation") -> list[str]:
    lines = [each.title, *_indented(each.words)]
    if each.terms is not None:
        lines += _terms(each.terms)
    lines += [_entry(entry) for entry in _in_this_order(each)]
    return [*lines, _entry(each.result, mark="=")]


def _in_this_order(each: "Calculation") -> "Iterator[Entry]":
    """Yield the entries, with the rounding of the order in which the sum is listed."""
    few = each.terms.largest(_LINES) if each.terms is not None else None
    shortened = few is not None and few.rest_count > 0
    for entry in each.entries:
        if not shortened or entry.name != "rounding":
            yield entry
    if few is not None and shortened and few.roundings:
        from nnviz.explain.explanation import Entry

        yield Entry("rounding", few.rounding, "training adds in a different order")


def _indented(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent="  ", subsequent_indent="  ")


def _entry(entry: "Entry", mark: str = " ") -> str:
    return f"  {mark} {entry.name:<28} {entry.value!r:>24}  {entry.meaning}".rstrip()


def _terms(terms: "Terms") -> list[str]:
    """List the products of a sum."""
    if len(terms) > _LINES:
        return _largest_terms(terms)
    columns = (terms.left, terms.right, terms.products, terms.running)
    lines = [
        _term(terms.names[k], *(column[k] for column in columns))
        for k in range(len(terms))
    ]
    return [_term_headings(terms), *lines]


def _largest_terms(terms: "Terms") -> list[str]:
    """List the largest products in descending order, and the sum of the rest."""
    few, lines, total = terms.largest(_LINES), [_term_headings(terms)], 0.0
    for place, product in zip(few.places, few.products, strict=True):
        total += float(product)
        factors = terms.left[place], terms.right[place]
        lines.append(_term(terms.names[place], *factors, product, total))
    rest = f"{few.rest_count} others"
    numbers = f"{_number(few.rest)} {_number(total + few.rest)}"
    return [*lines, f"    {rest:<16} {'':>31} {numbers}"]


def _term_headings(terms: "Terms") -> str:
    names = (terms.left_name, terms.right_name, "product", "sum so far")
    return f"    {'term':<16} {' '.join(f'{name:>15}' for name in names)}"


def _term(name: str, *numbers: float) -> str:
    return f"    {name:<16.16} {' '.join(_number(number) for number in numbers)}"


def _number(value: float) -> str:
    """Write a number of a table; adding 0 turns -0 into 0."""
    return f"{float(value) + 0.0:>15.8g}"


def _table(table: "NumberTable") -> list[str]:
    wide = 17
    lines = [
        "  " + " " * 16 + "".join(f"{c.heading:>{wide}.{wide}}" for c in table.columns)
    ]
    order = range(len(table.names))
    shown = order if len(order) <= _LINES else table.order("gradient")[:_LINES]
    for row in shown:
        values = "".join(f"  {_number(c.values[row])}" for c in table.columns)
        lines.append(f"  {table.names[row]:<16.16}{values}")
    if len(order) > _LINES:
        lines.append(f"  and {len(order) - _LINES} more with smaller gradients")
    return lines
