"""How a table was read, in words, and what can be chosen about it."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from nnviz.core.errors import InputError
from nnviz.data.remark import Way, option_of
from nnviz.data.table_choices import GAPS
from nnviz.session.config import RunConfig
from nnviz.session.settings.defaults import usual_test_fraction
from nnviz.views.experiment.choices import Option
from nnviz.views.experiment.table_review import Review
from nnviz.views.numbers import count, percent

BEST = ""
"""The name of the option that leaves a choice open."""

CHOOSE_FILE = "a file"
"""The name of the option that asks for a file."""

_MARKS = {
    ",": "comma ,",
    ";": "semicolon ;",
    "\t": "tab",
    " ": "spaces",
    "|": "bar |",
    ".": "point .",
    "'": "apostrophe '",
    ":": "colon :",
}
_GAPS = {
    "drop-rows": "leave their rows out",
    "median": "fill in with the median",
    "most-common": "fill in with the commonest",
    "drop-columns": "leave the columns out",
}
_ENCODINGS = {
    "utf-8": "UTF-8",
    "cp1252": "Windows-1252",
    "latin-1": "Latin-1",
    "utf-16": "UTF-16",
    "cp1251": "Windows-1251 (Cyrillic)",
    "gb18030": "GB 18030 (Chinese)",
    "shift_jis": "Shift JIS (Japanese)",
}
_SHARES = (0.0, 0.1, 0.2, 0.3, 0.5)
_SEVERAL = 5
"""Marks of missing values that the open choice lists."""


class ReadingField(msgspec.Struct, frozen=True):
    """One choice about how a table is read.

    Attributes
    ----------
    setting, words, tip
        The field of a configuration, what it is called, and what it does.
    options
        What can be chosen; () for a text that is typed.
    current
        The name of the option that is chosen, or the text.
    hint
        What stands where nothing is typed.
    """

    setting: str
    words: str
    tip: str
    options: tuple[Option, ...] = ()
    current: str = BEST
    hint: str = ""


def reading_fields(made: Review) -> tuple[ReadingField, ...]:
    """Return all choices about reading, with what was found for those left open."""
    fields = [make(made) for make in _FIELDS]
    if made.table.path.suffix.lower() not in _WORKBOOKS:
        fields = [field for field in fields if field.setting != "sheet"]
    return tuple(fields)


def with_choice(config: RunConfig, setting: str, text: str) -> RunConfig:
    """Return a configuration with the option or the text that a user gave a setting.

    Raises
    ------
    InputError
        If the text cannot be what is asked for.
    """
    plain = RunConfig()
    if setting == "test_file":
        share = text in map(str, _SHARES)
        return config.changed(
            test_file=None if share or text == BEST else text,
            test_fraction=float(text) if share else plain.test_fraction,
        )
    if setting == "validation_fraction":
        return config.changed(validation_fraction=0.0 if text == BEST else float(text))
    if text == BEST:
        return config.changed(**{setting: getattr(plain, setting)})
    value: Any = text
    match setting:
        case "header" | "dates" | "ignore_case":
            value = text == "yes"
        case "skip_lines":
            if not text.isdecimal():
                raise InputError(f"lines to skip {text!r}: give a whole number")
            value = int(text)
        case "missing":
            value = tuple(filter(None, (mark.strip() for mark in text.split(","))))
    return config.changed(**{setting: value})


def size_words(made: Review) -> str:
    """Say what a file was taken for: rows and columns, and how they are divided."""
    if not made.is_read:
        return "could not be read; its first lines are below"
    table, found = made.table, made.found
    rows = f"{count(table.rows)} rows" if made.is_whole else "the first rows"
    parts = [f"{rows} and {count(len(table.columns))} columns"]
    mark = _named(found.delimiter)
    if mark:
        parts.append(f"divided by {mark}")
    if found.header is not None:
        named = "named by the header" if found.header else "without a header"
        parts.append(named)
    return ", ".join(parts)


def remark_count(made: Review) -> str:
    """Say how many remarks there are: "3 remarks", or "" for none."""
    number = len(made.remarks)
    return f"{number} remark{'s'[: number > 1]}" if number else ""


def way_words(way: Way) -> tuple[str, str]:
    """Return the words on the button of a way, and its tip."""
    return way.words[:1].upper() + way.words[1:], f"As {way.option} does"


def _named(mark: str | None) -> str:
    if not mark:
        return ""
    names = {",": "commas", ";": "semicolons", "\t": "tabs", " ": "spaces", "|": "bars"}
    return names.get(mark, f"'{mark}'")


def _best(found: str) -> Option:
    title = f"as it seems best ({found})" if found else "as it seems best"
    return Option(BEST, title, "What nnviz finds out by itself")


def _options(found: str, names: dict[str, str], chosen: str) -> tuple[Option, ...]:
    """Return the options, among them what was chosen by other means."""
    if chosen and chosen not in names:
        names = {**names, chosen: chosen}
    return (_best(found), *(Option(name, words, "") for name, words in names.items()))


def _tip(setting: str, words: str) -> str:
    return f"{words}<br>On the command line: <tt>{option_of(setting)}</tt>"


def _yes_or_no(value: bool | None) -> str:
    return BEST if value is None else "yes" if value else "no"


def _header(made: Review) -> ReadingField:
    found = {True: "yes", False: "no", None: ""}[made.found.header]
    names = {"yes": "yes, the first row", "no": "no, all rows are samples"}
    chosen = _yes_or_no(made.config.header)
    tip = _tip("header", "Whether the first row has the names of the columns")
    return ReadingField("header", "header", tip, _options(found, names, chosen), chosen)


def _mark(
    setting: str, words: str, tip: str, marks: Sequence[str]
) -> Callable[[Review], ReadingField]:
    def make(made: Review) -> ReadingField:
        names = {mark: _MARKS.get(mark, mark) for mark in marks}
        chosen = getattr(made.config, setting)
        found = getattr(made.found, setting) if chosen is None else None
        shown = _MARKS.get(found, found) if found else ""
        return ReadingField(
            setting,
            words,
            _tip(setting, tip),
            _options(shown, names, chosen or BEST),
            BEST if chosen is None else chosen,
        )

    return make


def _comment(made: Review) -> ReadingField:
    names = {"none": "nothing, all lines count", "#": "#", "%": "%", "//": "//"}
    chosen, found = made.config.comment, made.found.comment
    given = BEST if chosen is None else chosen or "none"
    shown = "" if found is None or chosen is not None else found or "nothing"
    tip = _tip("comment", "What lines begin with that are not part of the table")
    return ReadingField(
        "comment", "comments", tip, _options(shown, names, given), given
    )


def _encoding(made: Review) -> ReadingField:
    chosen, found = made.config.encoding, made.found.encoding
    shown = _ENCODINGS.get(found or "", found or "") if chosen is None else ""
    tip = _tip("encoding", "How the file writes letters such as é and ß")
    options = _options(shown, _ENCODINGS, chosen or BEST)
    return ReadingField("encoding", "encoding", tip, options, chosen or BEST)


def _gaps(made: Review) -> ReadingField:
    chosen = made.config.gaps or BEST
    columns = [c for c in made.table.columns if c.gaps is not None]
    found = "" if chosen else "none" if not columns else "see remarks"
    names = {str(name): _GAPS[name] for name in GAPS}
    tip = _tip("gaps", "What is done about missing values")
    return ReadingField(
        "gaps", "missing values", tip, _options(found, names, chosen), chosen
    )


def _uneven_rows(made: Review) -> ReadingField:
    names = {"drop": "left out", "fill": "filled up, if they are short"}
    chosen = made.config.uneven_rows or BEST
    tip = _tip("uneven_rows", "What is done about rows with more or fewer cells")
    options = _options("refused", names, chosen)
    return ReadingField("uneven_rows", "uneven rows", tip, options, chosen)


def _missing(made: Review) -> ReadingField:
    tip = _tip("missing", "The cells that stand for a missing value, divided by commas")
    text = ",".join(made.config.missing or ())
    found = made.table.marks[:_SEVERAL]
    hint = f"as it seems best ({', '.join(filter(None, found)) or 'none'})"
    return ReadingField("missing", "missing marks", tip, (), text, hint)


def _skip_lines(made: Review) -> ReadingField:
    chosen = made.config.skip_lines
    tip = _tip("skip_lines", "How many lines at the start are not part of the table")
    text = "" if chosen is None else str(chosen)
    return ReadingField(
        "skip_lines", "lines to skip", tip, (), text, "as it seems best"
    )


def _dates(made: Review) -> ReadingField:
    chosen = _yes_or_no(made.config.dates)
    names = {"yes": "as numbers", "no": "as words"}
    tip = _tip("dates", "Whether dates become numbers")
    return ReadingField("dates", "dates", tip, _options("", names, chosen), chosen)


def _ignore_case(made: Review) -> ReadingField:
    chosen = _yes_or_no(made.config.ignore_case)
    names = {"yes": "Yes and yes are the same", "no": "Yes and yes differ"}
    tip = _tip(
        "ignore_case", "Whether words are the same that differ in capitals alone"
    )
    options = _options("they differ", names, chosen)
    return ReadingField("ignore_case", "capitals", tip, options, chosen)


_WORKBOOKS = (".xlsx", ".xlsm")


def _sheet(made: Review) -> ReadingField:
    tip = _tip("sheet", "The sheet of a workbook, by its name or number")
    hint = "as it seems best"
    return ReadingField("sheet", "sheet", tip, (), made.config.sheet or "", hint)


def _test(made: Review) -> ReadingField:
    file, share = made.config.test_file, made.config.test_fraction
    names = {str(part): _share_words(part) for part in _SHARES}
    chosen = file or (BEST if share is None else str(share))
    if file:
        names[file] = Path(file).name
    elif share is not None and chosen not in names:
        names[chosen] = _share_words(share)
    names[CHOOSE_FILE] = "the rows of another file…"
    ways = (way.setting for remark in made.remarks for way in remark.ways)
    found = 0.0 if "test_fraction" in ways else usual_test_fraction()
    options = (
        _best(_share_words(found)),
        *(Option(n, words, "") for n, words in names.items()),
    )
    tip = (
        "The rows that are kept for testing<br>On the command line: "
        "<tt>--test-fraction</tt> and <tt>--test</tt>"
    )
    return ReadingField("test_file", "test set", tip, options, chosen)


def _validation(made: Review) -> ReadingField:
    share = made.config.validation_fraction
    chosen = str(share) if share else BEST
    shares = {*_SHARES, share} - {0.0}
    names = {str(part): _share_words(part) for part in sorted(shares)}
    options = (
        _best("none"),
        *(Option(name, words, "") for name, words in names.items()),
    )
    tip = _tip("validation_fraction", "The rows that a patience watches")
    return ReadingField("validation_fraction", "validation set", tip, options, chosen)


def _share_words(share: float) -> str:
    return f"{percent(share)} of rows" if share else "no rows: learn them all"


_FIELDS: tuple[Callable[[Review], ReadingField], ...] = (
    _header,
    _mark("delimiter", "between cells", "What divides a line", ",;\t |"),
    _mark("decimal", "decimal mark", "What 1.5 is written with", ".,"),
    _mark("thousands", "thousands", "What 1,234 is grouped with", ",.' "),
    _encoding,
    _skip_lines,
    _comment,
    _missing,
    _gaps,
    _uneven_rows,
    _dates,
    _ignore_case,
    _sheet,
    _test,
    _validation,
)
