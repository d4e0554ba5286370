"""Lies in what is written as text: JSON, and tables of numbers."""

import json
import random
from typing import Any

from tests.files.test_hostile_sessions import JUNK, changed, places

STRANGE = (
    *("\x1b]0;title\x07", "a\nb", "\0", "\u202e", "../../x", "/etc/passwd", "", "²"),
    *("x" * 5000, "%s%n", "{0.__class__}", "W1", "b1", "é" * 300, "\ud7ff", "nan"),
)
"""Names that would harm a terminal, a path or a format."""

_JUNK = (
    *JUNK,
    *(float("nan"), float("inf"), -(2**63), 2**64, "__import__('os')", "lambda x: x"),
    *("exp(exp(exp(x)))", "softmax", "keras", {"class_name": "Lambda", "config": {}}),
    *([0] * 3000, [None], [[1.0], [1.0, 2.0]], "9" * 5000, {"": {"": {}}}),
)

_CELLS = (
    *("", "nan", "-inf", "1e400", "1_000", "0x10", "²", "١", '"', '"1', "1;2", "\0"),
    *("1,2", "\x1b[31m", "9" * 4000, "x" * 70_000, "1e-400", "--1", "+", "W1\x07"),
    *("1," * 30_000, "\n" * 2000, "'", "True", "None", "1+2j", "\ufeff1", "\t", "W1"),
)


def junk(chance: random.Random) -> Any:
    """Return a value that nobody expects."""
    return chance.choice(_JUNK)


def lying_value(chance: random.Random, value: Any) -> Any:
    """Return a value of JSON with something else in one or two places."""
    for _ in range(chance.choice((1, 1, 1, 2))):
        everywhere = list(places(value)) if value else []
        if not everywhere:
            return value
        place = chance.choice(everywhere)
        new = junk(chance)
        if chance.random() < 0.25:
            # What stands elsewhere: of the right kind, but not for this place.
            new = _at(value, chance.choice(everywhere))
        value = changed(value, place, new)
    return value


def _at(value: Any, place: tuple[Any, ...]) -> Any:
    for key in place:
        value = value[key]
    return value


def lying_json(chance: random.Random, data: bytes) -> bytes:
    """Return JSON that lies: other values, names twice, deep, or words of Python."""
    text = json.dumps(lying_value(chance, json.loads(data)))
    match chance.randrange(12):
        case 0:
            place = chance.randrange(len(text))
            deep = chance.choice(("[", '{"a":')) * chance.choice((50, 5000, 100_000))
            text = text[:place] + deep + text[place:]
        case 1 if text.startswith("{") and len(text) > 2:
            first = next(iter(json.loads(text)))
            text = f"{{{json.dumps(first)}: {json.dumps(junk(chance))}, {text[1:]}"
            text = text if chance.random() < 0.5 else f"{text[:-1]}, {text[1:]}"
        case 2:
            text += chance.choice((" ", "\n{}", "\0", text))
    return text.encode(errors="replace")


def lying_cells(chance: random.Random, data: bytes) -> bytes:
    """Return a table with other cells, lines, marks or an encoding of its own."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = data.decode("utf-16", errors="replace")
    mark = max(",;\t", key=text.count)
    for _ in range(chance.choice((1, 1, 2, 5))):
        lines = text.split("\n")
        line = chance.randrange(len(lines))
        cells = lines[line].split(mark)
        match chance.randrange(7):
            case 0:
                lines[line:line] = [lines[line]] * chance.choice((1, 2, 3000))
            case 1:
                del lines[line]
            case 2:
                cells *= chance.choice((2, 3, 2000))
                lines[line] = mark.join(cells)
            case 3:
                del cells[chance.randrange(len(cells))]
                lines[line] = mark.join(cells)
            case _:
                cells[chance.randrange(len(cells))] = chance.choice(_CELLS)
                lines[line] = mark.join(cells)
        text = "\n".join(lines)
    match chance.randrange(14):
        case 0:
            return text.encode("utf-16", errors="replace")
        case 1:
            return text.replace("\n", chance.choice(("\r", "\r\n", "\0\n"))).encode()
        case 2:
            return text.replace(mark, chance.choice(("|", " ", ":", "\x1f"))).encode()
        case 3:
            return text.encode("latin-1", errors="replace")
    return text.encode(errors="replace")
