"""The explanation of a neuron as a document: Markdown, LaTeX, or its terms as CSV."""

import csv
import io
import re
from collections.abc import Iterator, Sequence

from nnviz.explain.explanation import Calculation, Explanation
from nnviz.files.latex_text import escaped

_LISTED = 20
"""The most terms of a sum that are listed; of more, the largest are."""

Row = tuple[str, ...]


def document_of(
    ending: str, header: Sequence[str], found: Sequence[Explanation]
) -> str:
    """Return explanations as a document that ends in ``.md``, ``.tex`` or ``.csv``.

    Parameters
    ----------
    header
        Sentences that say which run, iteration and sample the numbers belong to.
    """
    if ending == ".csv":
        return _csv(found)
    return (_latex if ending == ".tex" else _markdown)(header, found)


def _markdown(header: Sequence[str], found: Sequence[Explanation]) -> str:
    lines = [f"# {_plain(found[0].title.partition(':')[2] or found[0].title).strip()}"]
    lines += ["", *(_plain(line) for line in header)]
    for each in found:
        lines += ["", f"## {_plain(each.title)}", "", _plain(each.words)]
        lines += ["", f"**{_plain(each.warning)}**"] if each.warning else []
        for step in each.calculations:
            lines += ["", f"### {_plain(step.title)}", "", _plain(step.words), ""]
            lines += [f"$${formula}$$" for formula in _formulas(step)]
            table = list(_terms(step))
            if table:
                lines += ["", _bars(table[0]), _bars(["---:"] * len(table[0]))]
                lines += [_bars(row) for row in table[1:]]
            result = step.result
            lines += ["", f"`{result.name}` = **{result.value!r}**"]
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    """Return a text without what Markdown would take for its own."""
    return re.sub(r"([\\`*_{}\[\]<>#|])", r"\\\1", text)


def _bars(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '') for cell in cells)} |"


def _latex(header: Sequence[str], found: Sequence[Explanation]) -> str:
    lines = [
        r"\documentclass{article}",
        r"\usepackage[utf8]{inputenc}",
        r"\usepackage{amsmath,amssymb}",
        r"\usepackage[margin=25mm]{geometry}",
        r"\setlength{\parindent}{0pt}\setlength{\parskip}{1ex}",
        r"\allowdisplaybreaks",
        r"\begin{document}",
        *(escaped(line) + r"\par" for line in header),
    ]
    for each in found:
        lines += ["", rf"\section*{{{escaped(each.title)}}}", escaped(each.words)]
        if each.warning:
            lines.append(rf"\par\textbf{{{escaped(each.warning)}}}")
        for step in each.calculations:
            lines += ["", rf"\subsection*{{{escaped(step.title)}}}"]
            lines.append(escaped(step.words))
            lines += [rf"\[{formula}\]" for formula in _formulas(step)]
            lines += _latex_table(list(_terms(step)))
            name, value = escaped(step.result.name), repr(step.result.value)
            lines.append(rf"\texttt{{{name}}} = \textbf{{{escaped(value)}}}\par")
    return "\n".join([*lines, r"\end{document}"]) + "\n"


def _latex_table(table: list[Row]) -> list[str]:
    if not table:
        return []
    columns = "l" + "r" * (len(table[0]) - 1)
    rows = [" & ".join(map(escaped, row)) + r" \\" for row in table]
    return [
        rf"\begin{{center}}\begin{{tabular}}{{{columns}}}",
        rows[0],
        r"\hline",
        *rows[1:],
        r"\end{tabular}\end{center}",
    ]


def _formulas(step: Calculation) -> list[str]:
    return [formula for formula in (step.formula, step.numbers) if formula]


def _terms(step: Calculation) -> Iterator[Row]:
    """Yield the rows of a sum: its largest terms, and what the others come to."""
    terms = step.terms
    if terms is None:
        return
    yield "term", terms.left_name, terms.right_name, "product"
    few = terms.largest(_LISTED)
    places = range(len(terms)) if len(terms) <= _LISTED else few.places.tolist()
    for k in places:
        factors = float(terms.left[k]), float(terms.right[k]), float(terms.products[k])
        yield terms.names[k], *(repr(number) for number in factors)
    if len(terms) > _LISTED:
        yield f"{few.rest_count} others", "", "", repr(few.rest)
    if terms.constant is not None:
        yield "bias", "", "", repr(terms.constant)


def _csv(found: Sequence[Explanation]) -> str:
    """Return every number: all terms of all sums, and what each comes to."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(("phase", "calculation", "name", "left", "right", "value"))
    for each in found:
        for step in each.calculations:
            writer.writerows(_numbers(each.phase, step))
    return file.getvalue()


def _numbers(phase: str, step: Calculation) -> Iterator[tuple[str | float, ...]]:
    terms = step.terms
    if terms is not None:
        for k in range(len(terms)):
            numbers = float(terms.left[k]), float(terms.right[k])
            product = float(terms.products[k])
            yield phase, step.title, terms.names[k], *numbers, product
    for entry in (*step.entries, step.result):
        yield phase, step.title, entry.name, "", "", entry.value
