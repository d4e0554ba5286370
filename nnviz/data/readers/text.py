"""The text of a file: its bytes as UTF-8, whatever they are written in."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from nnviz.core.errors import InputError
from nnviz.data.remark import Remark, Way
from nnviz.data.table_choices import TableChoices

_MARKS = {
    b"\xef\xbb\xbf": "utf-8",
    b"\xff\xfe\0\0": "utf-32",
    b"\0\0\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
"""What some programs write first, and the encoding that it tells."""

_BINARY = {
    b"PK\x03\x04": "an archive or a spreadsheet",
    b"\xd0\xcf\x11\xe0": "an old spreadsheet",
    b"PAR1": "a Parquet file",
    b"\x89HDF": "an HDF5 file",
    b"\x93NUMPY": "an array of NumPy",
    b"SQLite": "a database",
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"BZh": "packed with bzip2",
    b"\xfd7zXZ": "packed with xz",
    b"7z\xbc\xaf": "an archive",
    b"\x80\x04\x95": "a pickle of Python",
}
"""What files that are no text begin with."""

_WESTERN = ("cp1252", "cp1250", "iso-8859-2", "cp850", "mac-roman")
"""Encodings of text with an accent here and there, the likeliest first."""

_MOST_LOOKED_AT = 1 << 16
_SHORT_RUN = 1.6
"""The mean number of bytes beyond ASCII in a row, of words with accents."""

_MOSTLY = 0.9
"""The share of frequent characters that tells a script."""

_HIGH = re.compile(rb"[\x80-\xff]+")
_MIXED = re.compile(rb"[A-Za-z][\x80-\xff]+|[\x80-\xff]+[A-Za-z]")
_CONTROL = re.compile(rb"[\x00-\x06\x0e-\x1a\x1c-\x1f]")
_WELL_FORMED = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_IMPLAUSIBLE = re.compile(
    r"[^\W\d_][^\w\s\x00-\x7f’–—·°²³][^\W\d_]|[£¥¤¦§¨¬¯´¸¹¼½¾×÷][^\W\d_]|"
    r"[^\W\d_][£¥¤¦§¨¬¯´¸¹¼½¾×÷]|[\x80-\x9f]|[a-zß-öø-ÿ][À-ÖØ-Þ]"
)
"""Signs next to letters, or capitals within words, where others have small letters."""


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """The text of a file.

    Bytes rather than a string: they are shared, where strings would be copied.

    Attributes
    ----------
    data
        The text in UTF-8, without a mark of its encoding.
    encoding
        What the file is written in.
    remarks
        What is to be said about that.
    """

    data: bytes
    encoding: str
    remarks: tuple[Remark, ...] = ()


def text_of(path: Path, data: bytes, choices: TableChoices) -> Text:
    """Return the text that the bytes of a file stand for.

    Raises
    ------
    InputError
        If they are not text, or there is nothing in it.
    """
    text = _decoded(path, data, choices)
    if not text.data.strip():
        raise InputError(f"{path}: the file is empty: it needs rows of samples")
    return text


def _decoded(path: Path, data: bytes, choices: TableChoices) -> Text:
    for start, what in _BINARY.items():
        if data.startswith(start):
            raise InputError(f"{path}: is {what}, not text: save the table as CSV")
    if choices.encoding is not None:
        return _in_encoding(path, data, choices.encoding)
    marked = next((code for mark, code in _MARKS.items() if data.startswith(mark)), "")
    if marked != "utf-8" and (encoding := marked or _wide(data)):
        return _said(path, data, encoding, "each character takes several bytes")
    data = data.removeprefix(b"\xef\xbb\xbf")
    if (control := _CONTROL.search(data)) is not None:
        line = data.count(b"\n", 0, control.start()) + 1
        byte = "zero byte" if control[0] == b"\0" else "control character"
        # Encodings of two bytes a character are full of zero bytes.
        way = "" if control[0] == b"\0" else " (--encoding utf-8 reads it all the same)"
        raise InputError(f"{path}, line {line}: has a {byte}: it is not CSV text{way}")
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return _not_utf8(path, data, error)
    return Text(data, "utf-8")


def _wide(data: bytes) -> str:
    """Return the encoding of two bytes a character whose mark is missing, or ""."""
    start = data[: _MOST_LOOKED_AT & ~1]
    half = len(start) // 2
    even, odd = start[::2].count(0), start[1::2].count(0)
    if half and odd > half / 2 and even < half / 8:
        return "utf-16-le"
    return "utf-16-be" if half and even > half / 2 and odd < half / 8 else ""


def _not_utf8(path: Path, data: bytes, error: UnicodeDecodeError) -> Text:
    """Read text in the likeliest of the encodings that came before UTF-8."""
    start = data[error.start : error.start + _MOST_LOOKED_AT]
    line = data.count(b"\n", 0, error.start) + 1
    place = f"{path}, line {line}: byte 0x{data[error.start]:02X} is not UTF-8"
    high = sum(map(len, _HIGH.findall(data)))
    if 2 * sum(map(len, _WELL_FORMED.findall(data))) > high > 2:
        raise InputError(
            f"{place}, unlike the others: mend it, or use --encoding if the text is "
            "written in another one"
        )
    found = next(filter(lambda code: _is_plausible(data, code), _WESTERN), "")
    script = max(_SCRIPTS, key=lambda code: _share(data, code))
    if not _is_western(start) or (not found and _share(data, script) > _MOSTLY):
        found = script
    found = found or "cp1252"
    byte = f"byte 0x{data[error.start]:02X} in line {line} is not UTF-8"
    return _said(path, data, found, byte)


def _is_western(data: bytes) -> bool:
    """Tell whether bytes beyond ASCII stand alone, or in pairs beside plain letters."""
    runs = _HIGH.findall(data)
    mean = sum(map(len, runs)) / len(runs)
    return mean <= _SHORT_RUN or (
        mean <= 2.0 and len(_MIXED.findall(data)) == len(runs)
    )


def _is_plausible(data: bytes, encoding: str) -> bool:
    """Tell whether there is no sign next to letters in an encoding."""
    try:
        text = data.decode(encoding)
    except UnicodeError:
        return False
    return _IMPLAUSIBLE.search(text) is None


def _within(first: str, last: str) -> Callable[[str], bool]:
    return lambda letter: first <= letter <= last


def _lead(encoding: str, first: int, last: int) -> Callable[[str], bool]:
    """Return what tells by its first byte whether a character is a frequent one."""

    def is_frequent(letter: str) -> bool:
        try:
            code = letter.encode(encoding)
        except UnicodeError:
            return False
        return len(code) == 2 and first <= code[0] <= last

    return is_frequent


_KANJI = _lead("shift_jis", 0x88, 0x97)

_SCRIPTS: dict[str, Callable[[str], bool]] = {
    "cp1251": _within("а", "ё"),
    "koi8-r": _within("а", "ё"),
    "cp866": _within("а", "ё"),
    "cp1253": lambda letter: "ά" <= letter <= "ώ" and letter != "ΰ",
    "cp949": _lead("euc-kr", 0xB0, 0xC8),
    "gb18030": _lead("gb2312", 0xB0, 0xD7),
    "cp932": lambda letter: "ぁ" <= letter <= "ヿ" or _KANJI(letter),
    "big5": _lead("big5", 0xA4, 0xC6),
}
"""Encodings of other scripts, and whether a character is a frequent one of them."""


def _share(data: bytes, encoding: str) -> float:
    """Return which share of the characters beyond ASCII are frequent ones."""
    try:
        text = data[:_MOST_LOOKED_AT].decode(encoding)
    except UnicodeError as error:
        # A cut may have gone through a character.
        at_the_end = len(data) > _MOST_LOOKED_AT and error.args[2] > _MOST_LOOKED_AT - 4
        if not at_the_end:
            return 0.0
        text = data[: error.args[2]].decode(encoding)
    others = [letter for letter in text if letter > "\x7f"]
    return sum(map(_SCRIPTS[encoding], others)) / max(1, len(others))


def _said(path: Path, data: bytes, encoding: str, why: str) -> Text:
    """Read bytes in an encoding that was found, and say so."""
    text = _in_encoding(path, data, encoding)
    others = _WESTERN if encoding in _WESTERN else _SCRIPTS
    found = [code for code in others if code != encoding and _is_plausible(data, code)]
    # "utf-16" would be read with other marks as well.
    ways = tuple(Way(f"read it as {code}", "encoding", code) for code in found[:2])
    ways = () if encoding.startswith("utf") else ways
    name = encoding.upper() if encoding.startswith("utf") else encoding
    done = f"{why}: the text was read as {name}"
    return Text(text.data, encoding, (Remark(kind="encoding", done=done, ways=ways),))


def _in_encoding(path: Path, data: bytes, encoding: str) -> Text:
    """Read bytes in the encoding that was chosen."""
    try:
        text = data.decode(encoding).removeprefix("\ufeff")
    except (UnicodeError, LookupError) as error:
        raise InputError(
            f"{path}: is not {encoding} text ({error}): choose another encoding"
        ) from error
    if "\0" in text:
        raise InputError(f"{path}: has zero bytes as {encoding}: choose another")
    return Text(text.encode("utf-8", "replace"), encoding)
