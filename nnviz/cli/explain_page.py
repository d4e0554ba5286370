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
_NAME = 20
"""The width of a column of names, such as "exponentials12[100]"."""
_LINES = 20
"""The most terms of a sum that are listed; of more, the largest are."""


def header(trainer: "Trainer", sample: int) -> list[str]:
    """Return lines that say which iteration and sample the numbers belong to."""
    trace, config = trainer.trace(), trainer.config
    sizes = "-".join(str(size) for size in trainer.network.sizes)
    rows = len(trace.rows)
    return [
        f"{config.dataset}, {sizes}, iteration {trace.iteration:,} (in epoch "
        f"{trace.epoch + 1}), {config.loss}, {config.optimizer}, learning rate "
        f"{trace.learning_rate:g}",
        f"sample {sample} of the {rows} in the batch, number "
        f"{int(trace.rows[sample - 1]) + 1} of the training set; names count from 1",
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
    # Adding 0 turns -0.0 into 0.0.
    value = f"{entry.value + 0.0!r:>24}"
    return f"  {mark} {entry.name:<28} {value}  {entry.meaning}".rstrip()


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
    return [*lines, f"    {rest:<{_NAME}} {'':>31} {numbers}"]


def _term_headings(terms: "Terms") -> str:
    names = (terms.left_name, terms.right_name, "product", "sum so far")
    return f"    {'term':<{_NAME}} {' '.join(f'{name:>15}' for name in names)}"


def _term(name: str, *numbers: float) -> str:
    return f"    {name:<{_NAME}} {' '.join(_number(number) for number in numbers)}"


def _number(value: float) -> str:
    """Write a number of a table; adding 0 turns -0 into 0."""
    return f"{float(value) + 0.0:>15.8g}"


def _table(table: "NumberTable") -> list[str]:
    # A name that is cut off would be another one.
    wide = max([17, *(len(c.heading) + 2 for c in table.columns)])
    headings = "".join(f"{c.heading:>{wide}}" for c in table.columns)
    lines = [f"  {'':<{_NAME}}{headings}"]
    order = range(len(table.names))
    shown = order if len(order) <= _LINES else table.order("gradient")[:_LINES]
    for row in shown:
        values = "".join(f"{_number(c.values[row]):>{wide}}" for c in table.columns)
        lines.append(f"  {table.names[row]:<{_NAME}}{values}")
    if len(order) > _LINES:
        lines.append(f"  and {len(order) - _LINES} more with smaller gradients")
    return lines
