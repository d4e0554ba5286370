"""The page itself: one file without requests, and with nothing in it but its own."""

import base64
import hashlib
import html
from dataclasses import dataclass
from typing import Any

from nnviz.data.assets import asset_path
from nnviz.files.run_page.packing import as_json
from nnviz.session.comparison.series_colours import ON_DARK, ON_LIGHT

_SCRIPTS = ("numbers", "diagram", "output", "arithmetic", "scrubbing")


@dataclass(frozen=True, slots=True)
class PagePart:
    """The part of a page that is scrubbed.

    Attributes
    ----------
    header, numbers
        All that is no array, and the arrays as text.
    diagrams
        Of each network, in each size, as SVG.
    outputs
        What lies over the pixels of each network's output, as SVG.
    costs
        The cost over iterations, as SVG.
    which
        Which iterations there are, in a sentence.
    """

    header: dict[str, Any]
    numbers: str
    diagrams: tuple[tuple[str, ...], ...]
    outputs: tuple[str, ...]
    costs: str
    which: str


def page_of(
    words: tuple[str, str],
    rules: tuple[str, str],
    report: str,
    part: PagePart | None = None,
) -> str:
    """Return a page.

    Parameters
    ----------
    words
        What the page is about, and in a sentence what happened.
    rules
        Variables of the light page, and of the dark one, as CSS.
    report
        What stands below what is scrubbed, as HTML.
    part
        What is scrubbed, if there is anything.
    """
    style, script = style_of(rules), "\n".join(_asset(f"{n}.js") for n in _SCRIPTS)
    allowed = f"'{_digest(script)}'" if part is not None else "'none'"
    title, story = map(html.escape, words)
    policy = (
        f"default-src 'none'; script-src {allowed}; style-src '{_digest(style)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    filled = {
        "title": title,
        "story": story,
        "policy": policy,
        "style": style,
        "scrubbed": "" if part is None else _scrubbed(part),
        "report": report,
        "scripts": "" if part is None else _scripts(part, script),
    }
    return _filled(_asset("page.html"), filled)


def style_of(rules: tuple[str, str]) -> str:
    """Return the style of a page in its colours."""
    light, dark = (
        f":root {{ {given} {_series(colours)} }}"
        for given, colours in zip(rules, (ON_LIGHT, ON_DARK), strict=True)
    )
    lines = [f".c{k} {{ color: var(--c{k}); }}" for k in range(len(ON_LIGHT))]
    return "\n".join(
        [
            _asset("page.css"),
            light,
            f"@media screen and (prefers-color-scheme: dark) {{ {dark} }}",
            *lines,
        ]
    )


def _series(colours: tuple[str, ...]) -> str:
    return " ".join(f"--c{k}: {colour};" for k, colour in enumerate(colours))


def _scrubbed(part: PagePart) -> str:
    lanes = part.header["lanes"]
    several = len(lanes) > 1
    filled = {
        "picker": _picker(lanes) if several else "",
        "diagrams": "".join(
            _diagram(number, sizes) for number, sizes in enumerate(part.diagrams)
        ),
        "outputs": "".join(
            _output(number, lane["name"], over)
            for number, (lane, over) in enumerate(zip(lanes, part.outputs, strict=True))
        ),
        "costs": part.costs,
        "which": html.escape(part.which),
    }
    return _filled(_asset("scrubbed.html"), filled)


def _picker(lanes: list[dict[str, Any]]) -> str:
    """Return a button for each network, of which one is pressed."""
    buttons = (
        f'<button type="button" class="lane-button" data-lane="{number}" '
        f'aria-pressed="false">{_named(number, lane["name"])}</button>'
        for number, lane in enumerate(lanes)
    )
    return (
        f'<div id="picker" role="group" aria-label="Contender">{"".join(buttons)}</div>'
    )


def _named(number: int, name: str) -> str:
    """Return a name behind its colour; it may be written from right to left."""
    swatch = f'<span class="swatch c{number % len(ON_LIGHT)}"></span>'
    return f"{swatch}<bdi>{html.escape(name)}</bdi>"


def _diagram(number: int, sizes: tuple[str, ...]) -> str:
    return "".join(
        f'<div class="diagram {size}" data-lane="{number}">'
        f'<canvas aria-hidden="true"></canvas>{svg}</div>'
        for size, svg in zip(("wide", "narrow"), sizes, strict=True)
    )


def _output(number: int, name: str, over: str) -> str:
    caption = f"<figcaption>{_named(number, name)}</figcaption>" if name else ""
    return (
        f'<figure class="output" data-lane="{number}">{caption}'
        f'<div class="picture"><canvas aria-hidden="true"></canvas>{over}'
        '<div class="bars"></div></div><p class="answer"></p>'
        '<p class="words"></p></figure>'
    )


def _scripts(part: PagePart, script: str) -> str:
    return (
        '<script type="application/json" id="header">'
        f"{as_json(part.header)}</script>\n"
        f'<script type="text/plain" id="numbers">{part.numbers}</script>\n'
        f"<script>{script}</script>"
    )


def _filled(page: str, filled: dict[str, str]) -> str:
    """Fill in places; nothing that is filled in is looked through again."""
    first, *pieces = page.split("@")
    parts = [first]
    # Places and what is between them take turns.
    for name, between in zip(pieces[::2], pieces[1::2], strict=True):
        parts += [filled[name], between]
    return "".join(parts)


def _asset(name: str) -> str:
    return asset_path("page", name).read_text("utf-8")


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
