"""A comparison as one HTML page: verdict, plots, table, fairness and settings."""

import platform
from collections.abc import Iterable, Sequence
from html import escape

import numpy as np

from nnviz import __version__
from nnviz.files.comparison_report.report_plots import (
    draw_curves,
    draw_spreads,
    style_of,
)
from nnviz.session.comparison.contender import value_name
from nnviz.session.comparison.outcome import parts_measured
from nnviz.session.comparison.results import Results

ON_LIGHT = (
    "#1f968c",
    "#8f1e44",
    "#666c1e",
    "#9f2ebd",
    "#1f490c",
    "#f8417d",
    "#68087f",
    "#a08a21",
)
ON_DARK = (
    "#7effe8",
    "#e93172",
    "#b1a441",
    "#b142cf",
    "#98ed37",
    "#f87f9c",
    "#e8aefa",
    "#807626",
)
"""The colours of contenders, as in the window."""


def _rules(colours: Iterable[str]) -> str:
    return " ".join(f"--c{k}: {colour};" for k, colour in enumerate(colours))


_STYLE = f"""
@page {{ size: A4; margin: 15mm }}
:root {{ --paper: #ffffff; --ink: #14181d; --soft: #55606b; --line: #d3d9de;
  {_rules(ON_LIGHT)} }}
@media screen and (prefers-color-scheme: dark) {{
  :root {{ --paper: #14181d; --ink: #e6eaee; --soft: #9aa6b2; --line: #333c45;
    {_rules(ON_DARK)} }}
}}
html {{ background: var(--paper); color: var(--ink); color-scheme: light dark }}
body {{ max-width: 860px; margin: 32px auto; padding: 0 20px;
  font: 15px/1.5 Inter, Helvetica, Arial, sans-serif }}
h1 {{ font-size: 24px; margin: 0 0 4px; overflow-wrap: anywhere }}
h2 {{ font-size: 17px; margin: 28px 0 6px; break-after: avoid }}
p, ul {{ margin: 0 0 8px; overflow-wrap: anywhere }}
.soft {{ color: var(--soft) }}
.wide {{ overflow-x: auto }}
table {{ border-collapse: collapse; font-size: 13px }}
th, td {{ padding: 4px 12px 4px 0; text-align: right; vertical-align: top;
  border-bottom: 1px solid var(--line) }}
th:first-child, td:first-child {{ text-align: left; overflow-wrap: anywhere }}
svg {{ display: block; width: 100%; height: auto; margin: 8px 0; break-inside: avoid }}
svg text {{ font: 12px Inter, Helvetica, Arial, sans-serif; fill: var(--soft) }}
.grid {{ stroke: var(--line); stroke-width: 1 }}
.line {{ fill: none; stroke: currentColor; stroke-width: 2; stroke-linejoin: round }}
.band {{ fill: currentColor; stroke: none; opacity: 0.18 }}
.dot {{ fill: currentColor; stroke: none }}
.legend span {{ margin-right: 18px; white-space: nowrap }}
.legend svg {{ display: inline-block; width: 26px; height: 10px; margin: 0 6px 0 0 }}
{" ".join(f".c{k} {{ color: var(--c{k}) }}" for k in range(len(ON_LIGHT)))}
@media print {{ body {{ margin: 0; max-width: none }} }}
"""


def to_html(results: Results) -> str:
    """Return a self-contained page: no script, no external font, no network."""
    title = f"Comparison on {results.plan.base.dataset}"
    verdict = results.verdict()
    body = [
        f"<h1>{escape(title)}</h1>",
        f'<p class="soft">{escape(_varied(results))}</p>',
        "<h2>Verdict</h2>",
        _list((*verdict.sentences, *results.notes())),
        "<h2>Cost</h2>",
        _legend(results.plan.names),
        draw_curves([(name, results.band(name)) for name in results.plan.names]),
        '<p class="soft">Each line is the median over the seeds, each band the range '
        "between the quartiles (with fewer than four seeds, the whole range).</p>",
        *_dots(results),
        "<h2>Numbers</h2>",
        _table(verdict.table.headings, verdict.table.rows),
        "<h2>What was equal</h2>",
        _list(results.fairness()),
        "<h2>Settings</h2>",
        _settings(results),
        f'<p class="soft">nnviz {escape(__version__)}, NumPy {escape(np.__version__)}, '
        f"Python {platform.python_version()}</p>",
    ]
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"/>'
        '<meta name="viewport" content="width=device-width"/>'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>\n"
        + "\n".join(body)
        + "\n</body></html>\n"
    )


def _varied(results: Results) -> str:
    said = [
        f"{variation.setting.replace('_', ' ')}: "
        f"{', '.join(map(value_name, variation.values))}"
        for variation in results.plan.variations
    ]
    return f"{'; '.join(said)}. Seeds {', '.join(map(str, results.plan.seeds))}."


def _dots(results: Results) -> Iterable[str]:
    found = results.summaries
    yield draw_spreads(
        "training cost at the end", [(s.name, s.cost) for s in found], log=True
    )
    measured = next((s for s in found if s.measure is not None), None)
    if measured is not None:
        name = "R2" if measured.accuracy is None else "accuracy"
        yield draw_spreads(
            f"{name} ({parts_measured(found)} part)",
            [(s.name, s.measure) for s in found],
            log=False,
        )


def _legend(names: Sequence[str]) -> str:
    keys = [
        f'<span><svg viewBox="0 0 26 10" aria-hidden="true"><g {style_of(k)}>'
        f'<path d="M0 5H26" class="line"/></g></svg>{escape(name)}</span>'
        for k, name in enumerate(names)
    ]
    return f'<p class="legend">{" ".join(keys)}</p>'


def _list(sentences: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(s)}</li>' for s in sentences)}</ul>"


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f"<th>{escape(cell)}</th>" for cell in headings)
    lines = [
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>"
        for row in rows
    ]
    return (
        f'<div class="wide"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(lines)}</tbody></table></div>"
    )


def _settings(results: Results) -> str:
    config = results.plan.contenders[0].config
    rows = [
        (name.replace("_", " "), "varied" if name in results.varied else str(value))
        for name in config.__struct_fields__
        if (value := getattr(config, name)) not in (None, (), {})
    ]
    return _table(("setting", "value"), rows)
