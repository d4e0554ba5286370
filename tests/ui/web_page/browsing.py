"""Opens pages in a browser without a window."""

import base64
import hashlib
import re
import shutil
import subprocess
from html import escape, unescape
from html.parser import HTMLParser
from pathlib import Path

from tests.waiting import PATIENCE

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
_FLAGS = "--headless=new --no-sandbox --disable-gpu --virtual-time-budget=60000"


_MEASURING = """
const measure = () => {
  if (!document.body.dataset.ready || document.body.dataset.across) return;
  const root = document.documentElement, small = [];
  for (const each of document.querySelectorAll("button, select, input, a")) {
    const box = each.getBoundingClientRect();
    if (box.height && box.height < 44) small.push(each.id || each.className);
  }
  const outer = window.parent.document.body.dataset;
  outer.wide = String(root.scrollWidth - root.clientWidth);
  outer.small = small.join(" ");
  outer.across = document.body.dataset.across = String(window.innerWidth);
};
new MutationObserver(measure).observe(document.body, { attributes: true });
measure();
"""


def measured(file: Path, width: int, height: int) -> dict[str, str]:
    """Return how far a page is too wide, and what in it is too small to touch.

    A window may not be as narrow as a phone, but a frame in it can be.
    """
    text = file.read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(_MEASURING.encode()).digest()).decode()
    text = text.replace("script-src ", f"script-src 'sha256-{digest}' ", 1)
    text = text.replace("</body>", f"<script>{_MEASURING}</script></body>")
    frame = f'<iframe width="{width}" height="{height}" srcdoc="{escape(text)}">'
    outer = file.with_name("measured.html")
    head = '<!DOCTYPE html><meta charset="utf-8">'
    outer.write_text(f"{head}<body>{frame}</iframe></body>", "utf-8")
    shown = dumped(outer)
    return dict(re.findall(r' data-(wide|small|across)="([^"]*)"', shown[:2000]))


def dumped(file: Path, link: str = "") -> str:
    """Return the page as a browser has it once its script has run."""
    assert CHROMIUM is not None
    profile = f"--user-data-dir={file.parent / 'profile'}"
    place = f"{file.as_uri()}#{link}"
    done = subprocess.run(
        [CHROMIUM, *_FLAGS.split(), profile, "--dump-dom", place],
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE,
    )
    return done.stdout


class _Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]


def elements_in(shown: str) -> tuple[list[str], list[str]]:
    """Return the names of all elements of a page, and of all their attributes."""
    parser = _Elements()
    parser.feed(shown)
    return parser.tags, parser.attributes


def lines_in(shown: str) -> dict[str, str]:
    """Return the quantities that stand in lines of their own, as they are written."""
    found = re.findall(
        r'data-name="([^"]+)"><bdi>[^<]*</bdi> = <strong>([^<]+)<', shown
    )
    return {unescape(name): text for name, text in found}


def tables_in(shown: str) -> dict[str, dict[str, list[str]]]:
    """Return the tables of the arithmetic by their captions, their rows by names."""
    tables = {}
    for caption, rest in re.findall(
        r'<caption class="unseen">([^<]*)</caption>(.*?)</table>', shown, re.DOTALL
    ):
        rows = re.findall(
            r'<th scope="row"><bdi>([^<]*)</bdi></th>(.*?)</tr>', rest, re.DOTALL
        )
        tables[unescape(caption)] = {
            unescape(name): re.findall(r"<td>([^<]*)</td>", cells)
            for name, cells in rows
        }
    return tables


def values_in(shown: str) -> dict[tuple[int, int], str]:
    """Return what is written at the neurons of the first diagram, by their places."""
    first = shown.split('class="diagram narrow"')[0]
    found = re.findall(
        r'data-layer="(\d+)" data-neuron="(\d+)".*?class="value"[^>]*>([^<]*)<',
        first,
        re.DOTALL,
    )
    return {(int(layer), int(neuron)): text for layer, neuron, text in found}
