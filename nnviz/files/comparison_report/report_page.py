"""The report of a comparison as HTML: verdict, plots, table, fairness, settings."""

import platform
from base64 import b64encode
from collections.abc import Iterable, Sequence
from html import escape

import msgspec
import numpy as np

from nnviz import __version__
from nnviz.files.comparison_report.report_plots import (
    draw_curves,
    draw_spreads,
    style_of,
)
from nnviz.files.run_page.html import page_of
from nnviz.session.comparison.contender import value_name
from nnviz.session.comparison.fairness import setting_words
from nnviz.session.comparison.number_words import setting_title
from nnviz.session.comparison.seeds.outcome import parts_measured
from nnviz.session.comparison.verdict.results import Results
from nnviz.session.comparison.verdict.results_table import parted
from nnviz.session.settings.data_names import data_name


class Picture(msgspec.Struct, frozen=True):
    """A PNG in the colours of the light and the dark page, ``width`` pixels wide."""

    contender: str
    light: bytes
    dark: bytes
    width: int


class Shown(msgspec.Struct, frozen=True):
    """What the window showed when the report was written.

    Attributes
    ----------
    moment
        Which run it was, and after how many iterations.
    remarks
        What the window said of it, in sentences; of several lines where a matrix
        follows, with tabs between its cells.
    pictures
        Of every contender.
    """

    moment: str
    remarks: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()


def to_html(results: Results, shown: Shown | None = None) -> str:
    """Return a self-contained page with no script, no external font, no network."""
    return page_of(words_of(results), ("", ""), report_of(results, shown))


def words_of(results: Results) -> tuple[str, str]:
    """Return what the page is called, and in a sentence what came of it."""
    title = f"Comparison on {data_name(results.plan.base.dataset)}"
    (headline, *_) = results.verdict().sentences or ("No run has ended yet.",)
    return title, headline


def report_of(results: Results, shown: Shown | None = None) -> str:
    """Return the report as a section of a page."""
    verdict = results.verdict()
    body = [
        f'<p class="soft">{escape(_varied(results))}</p>',
        "<h2>Verdict</h2>",
        f'<p class="soft">{escape(verdict.moment)}</p>',
        _list((*verdict.sentences, *results.notes())),
        "<h2>Cost of all seeds</h2>",
        _legend(results.plan.names),
        _plot(draw_curves([(name, results.band(name)) for name in results.plan.names])),
        '<p class="soft">Each line is the median over the seeds, each band the range '
        "between the quartiles (with fewer than four seeds, the whole range).</p>",
        *map(_plot, _dots(results)),
        "<h2>Numbers</h2>",
        _table(verdict.table.headings, verdict.table.rows, "numbers"),
        *_shown(results, shown),
        "<h2>What was equal</h2>",
        _list(results.fairness()),
        "<h2>Settings</h2>",
        _settings(results),
        f'<p class="soft">nnviz {escape(__version__)}, NumPy {escape(np.__version__)}, '
        f"Python {platform.python_version()}</p>",
    ]
    return f'<section id="report" aria-label="Report">{"".join(body)}</section>'


def _varied(results: Results) -> str:
    said = [
        f"{setting_title(variation.setting)}: "
        f"{', '.join(map(value_name, variation.values))}"
        for variation in results.plan.variations
    ]
    return f"{'; '.join(said)}. Seeds {', '.join(map(str, results.plan.seeds))}."


def _plot(drawn: str) -> str:
    """Return a plot that a narrow screen scrolls, so that its words can be read."""
    return f'<div class="scrolls">{drawn}</div>'


def _dots(results: Results) -> Iterable[str]:
    found = results.summaries
    yield draw_spreads(
        "training cost at the end", [(s.name, s.cost) for s in found], log=True
    )
    measured = next((s for s in found if s.measure is not None), None)
    if measured is not None:
        name = "R2" if measured.accuracy is None else "accuracy"
        yield draw_spreads(
            f"{name} ({parts_measured(found)} set)",
            [(s.name, s.measure) for s in found],
            log=False,
        )


def _legend(names: Sequence[str]) -> str:
    keys = (_key(k, name) for k, name in enumerate(names))
    return f'<p class="legend">{" ".join(keys)}</p>'


def _key(place: int, name: str) -> str:
    """Return a contender's name with a piece of its line before it."""
    return (
        f'<span class="key"><svg viewBox="0 0 26 10" aria-hidden="true">'
        f'<g {style_of(place)}><path d="M0 5H26" class="line"/></g></svg>'
        f"{escape(name)}</span>"
    )


def _list(sentences: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(s)}</li>' for s in sentences)}</ul>"


def _shown(results: Results, shown: Shown | None) -> Iterable[str]:
    """Yield what the window showed: pictures and remarks, and of which moment."""
    if shown is None:
        return
    yield "<h2>The run in the window</h2>"
    yield f'<p class="soft">{escape(shown.moment)}</p>'
    if shown.pictures:
        figures = (_figure(results, picture) for picture in shown.pictures)
        yield f'<div class="pictures">{"".join(figures)}</div>'
    for remark in shown.remarks:
        words, *matrix = remark.splitlines()
        yield f"<p>{escape(words)}</p>"
        if matrix:
            yield f'<div class="pre">{escape(chr(10).join(matrix))}</div>'


def _figure(results: Results, picture: Picture) -> str:
    place = results.plan.names.index(picture.contender)
    light, dark = (
        f"data:image/png;base64,{b64encode(data).decode()}"
        for data in (picture.light, picture.dark)
    )
    name = escape(picture.contender)
    return (
        f"<figure><figcaption>{_key(place, picture.contender)}</figcaption><picture>"
        f'<source media="screen and (prefers-color-scheme: dark)" srcset="{dark}"/>'
        f'<img src="{light}" width="{picture.width}" '
        f'alt="Output and network of {name}"/></picture></figure>'
    )


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]], kind: str) -> str:
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in headings)
    lines = [
        f"<tr>{''.join(f'<td>{_cell(cell, kind)}</td>' for cell in row)}</tr>"
        for row in rows
    ]
    return (
        f'<div class="scrolls {kind}"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(lines)}</tbody></table></div>"
    )


def _cell(text: str, kind: str) -> str:
    """Return a cell; the spread of a number, or its share of runs, is below it."""
    value, below = parted(text)
    if kind != "numbers" or not below:
        return escape(text)
    return f'{escape(value)}<br/><span class="soft">{escape(below)}</span>'


def _settings(results: Results) -> str:
    """Return what contenders share, and what each has instead."""
    contenders = results.plan.contenders
    first = contenders[0].config
    rows = []
    for name in first.__struct_fields__:
        value = getattr(first, name)
        if name in results.varied:
            rows.append((setting_title(name), "varied"))
        elif any(getattr(each.config, name) != value for each in contenders):
            rows.append((setting_title(name), "follows from what is varied"))
        elif value not in (None, (), {}):
            rows.append((setting_title(name), setting_words(value)))
    return _table(("setting", "value"), rows, "settings")
