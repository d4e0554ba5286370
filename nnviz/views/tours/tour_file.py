"""Reads a tour from its Markdown file: what it sets up, and its steps.

``docs/tours.md`` describes the format.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.front_matter import front_matter_plugin

from nnviz.core.errors import InputError

MOST_STEPS, MOST_SENTENCES = 8, 2
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)")
_HEAD_KEYS: Final = ("title", "about", "setup")
_STEP_KEYS: Final = ("points_at", "does", "waits_for")


@dataclass(frozen=True, slots=True)
class Directive:
    """One thing that a tour wants of the window: a verb and what follows it.

    ``line`` is its line in the file, counted from 1.
    """

    verb: str
    words: str
    line: int

    def __str__(self) -> str:
        return f"{self.verb} {self.words}".strip()


@dataclass(frozen=True, slots=True)
class TourStep:
    """One step: what it says, points at, sets up first, and waits for.

    Attributes
    ----------
    text
        Markdown of one paragraph, with names of numbers in braces: ``{z1[2]}``.
    points_at
        What lights up.
    does
        What is set up when the step begins, in this order.
    waits_for
        What the user is to do; None where there is only something to read.
    """

    title: str
    text: str
    points_at: Directive
    does: tuple[Directive, ...]
    waits_for: Directive | None
    line: int


@dataclass(frozen=True, slots=True)
class Tour:
    """A tour, as its file describes it.

    Attributes
    ----------
    name
        The name of its file, without the ending.
    setup
        What is set up before the first step.
    """

    name: str
    title: str
    about: str
    setup: tuple[Directive, ...]
    steps: tuple[TourStep, ...]
    path: Path

    def fault(self, line: int, why: str) -> InputError:
        """Return the error that says where the file is wrong, and how."""
        return _fault(self.path, line, why)


def read_tour(path: Path) -> Tour:
    """Read a tour.

    Raises
    ------
    InputError
        If the file cannot be read, or is no tour; it names the line.
    """
    try:
        source = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read: {error}") from error
    return parse_tour(source, path)


def parse_tour(source: str, path: Path) -> Tour:
    """Read a tour from its text; ``path`` is named in errors.

    Raises
    ------
    InputError
        If it is no tour; it names the line.
    """
    tokens = MarkdownIt().use(front_matter_plugin).parse(source)
    if not tokens or tokens[0].type != "front_matter":
        raise _fault(path, 1, "a tour begins with its title between two lines of ---")
    head = _lines(path, tokens[0].content, 2, _HEAD_KEYS)
    steps = tuple(_steps(path, tokens[1:]))
    if not 0 < len(steps) <= MOST_STEPS:
        wanted = f"a tour has 1 to {MOST_STEPS} steps, each with a heading ##"
        raise _fault(path, 1, f"{wanted}; this one has {len(steps)}")
    return Tour(
        path.stem,
        _one(path, head, "title", 1).words,
        _one(path, head, "about", 1).words,
        tuple(_directive(one) for one in head.get("setup", ())),
        steps,
        path,
    )


@dataclass(frozen=True, slots=True)
class _Keyed:
    """What follows a key in the file."""

    words: str
    line: int


_ByKey = Mapping[str, Sequence[_Keyed]]


def _steps(path: Path, tokens: Sequence[Token]) -> Iterator[TourStep]:
    """Cut the body into sections, each from a heading to the next."""
    starts = [n for n, token in enumerate(tokens) if token.type == "heading_open"]
    first = starts[0] if starts else len(tokens)
    if first:
        raise _fault(path, _line(tokens[0]), "text before the first heading")
    for begin, end in pairwise([*starts, len(tokens)]):
        yield _step(path, tokens[begin:end])


def _step(path: Path, tokens: Sequence[Token]) -> TourStep:
    line = _line(tokens[0])
    title = tokens[1].content
    fences = [token for token in tokens if token.type == "fence"]
    if len(fences) != 1 or fences[0].info.strip() != "step":
        raise _fault(path, line, f"“{title}” needs one block of keys: ```step … ```")
    texts = [token for token in tokens[3:] if token.type == "inline"]
    if len(texts) != 1:
        raise _fault(path, line, f"“{title}” needs one paragraph of text")
    text = " ".join(texts[0].content.split())
    sentences = count_sentences(text)
    if not 0 < sentences <= MOST_SENTENCES:
        raise _fault(
            path,
            _line(texts[0]),
            f"a step has one or two sentences; this one has {sentences}",
        )
    keys = _lines(path, fences[0].content, _line(fences[0]) + 1, _STEP_KEYS)
    target = _directive(_one(path, keys, "points_at", line))
    waits = _one(path, keys, "waits_for", line) if "waits_for" in keys else None
    does = tuple(_directive(one) for one in keys.get("does", ()))
    awaited = None if waits is None else _directive(waits)
    return TourStep(title, text, target, does, awaited, line)


def count_sentences(text: str) -> int:
    """Count the sentences of a text; a decimal point ends none."""
    return len(_SENTENCE_END.findall(text))


def _lines(path: Path, text: str, first: int, known: Sequence[str]) -> _ByKey:
    """Read lines of ``key: words``; a key may come several times.

    ``first`` is the line of the file on which the text begins.
    """
    found: dict[str, list[_Keyed]] = {}
    for line, words in enumerate(text.splitlines(), start=first):
        if not words.strip():
            continue
        key, colon, value = (part.strip() for part in words.partition(":"))
        if key not in known or not colon or not value:
            wanted = ", ".join(known)
            raise _fault(
                path, line, f"“{words.strip()}” is not one of {wanted}, with its words"
            )
        found.setdefault(key, []).append(_Keyed(value, line))
    return found


def _one(path: Path, given: _ByKey, key: str, line: int) -> _Keyed:
    found = given.get(key, ())
    if len(found) != 1:
        raise _fault(path, line, f"“{key}” is needed once; it is there {len(found)}×")
    return found[0]


def _directive(given: _Keyed) -> Directive:
    verb, _, words = given.words.partition(" ")
    return Directive(verb, words.strip(), given.line)


def _line(token: Any) -> int:  # noqa: ANN401
    return int(token.map[0]) + 1 if token.map else 1


def _fault(path: Path, line: int, why: str) -> InputError:
    return InputError(f"{path}, line {line}: {why}")
