"""What can be chosen about reading a table; what is None is found out."""

from functools import cache
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

import msgspec

from nnviz.core.errors import InputError, unknown_name
from nnviz.data.dataset import TASKS

Gaps = Literal["drop-rows", "median", "most-common", "drop-columns"]
GAPS: tuple[Gaps, ...] = ("drop-rows", "median", "most-common", "drop-columns")

UnevenRows = Literal["drop", "fill"]
UNEVEN_ROWS: tuple[UnevenRows, ...] = ("drop", "fill")

SPACES = " "
"""The delimiter that stands for any run of spaces and tabs."""

NO_COMMENT = ""
"""The comment mark of a table in which every line is a row."""

MARKS = {
    "tab": "\t",
    "space": SPACES,
    "spaces": SPACES,
    "comma": ",",
    "semicolon": ";",
    "pipe": "|",
    "point": ".",
    "apostrophe": "'",
    "none": NO_COMMENT,
}
"""Marks by name, as they are easier to type and to read."""


@cache
def _types(
    settings: type[msgspec.Struct],
) -> tuple[tuple[str, Any, Any, frozenset[type]], ...]:
    """Return each setting with its type, which takes long to read, and its default.

    Last come the plain types of which every value is right as it is.
    """
    return tuple(
        (field.name, field.type, field.default, _plain(field.type))
        for field in msgspec.structs.fields(settings)
    )


def _plain(kind: Any) -> frozenset[type]:  # noqa: ANN401
    """Return the plain types among those that a setting can have."""
    kinds = get_args(kind) if get_origin(kind) in (Union, UnionType) else (kind,)
    return frozenset(each for each in kinds if each in (bool, int, float, str))


class TableChoices(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True
):
    """How a table is read, and what is learned from it.

    Attributes
    ----------
    header
        Whether the first row has the names of the columns.
    delimiter
        One character; a space stands for any run of spaces and tabs.
    decimal, thousands
        The marks within numbers, one character each.
    encoding
        A name that Python knows, such as "utf-8" or "cp1252".
    missing
        The cells that stand for a missing value, as they are written; an empty one
        always does.
    skip_lines
        The number of lines at the start that are not part of the table.
    comment
        What a line that is not part of the table begins with; "" for nothing.
    exclude
        Columns that are neither inputs nor targets, by name or by number from 1.
    gaps
        What is done about missing values: one of `GAPS`.
    uneven_rows
        What is done about rows with more or fewer cells than the names: "drop" leaves
        them out, "fill" gives shorter ones missing values at their ends.
    words
        Columns whose numbers are names, such as postcodes, by name or by number from 1.
    ignore_case
        Whether words that differ in capitals or spaces alone are the same.
    sheet
        The sheet of a workbook, by its name or by its number from 1.
    dates
        Whether dates become numbers, or words like others.
    test_file
        A second file whose rows are the test set.
    target
        The target column by name or by number from 1; several separated by commas.
    inputs
        The input columns, by name or by number from 1.
    task
        Whether the targets are classes or values: one of `TASKS`.

    Raises
    ------
    InputError
        For a value that is not possible; the message says what would be.
    """

    header: bool | None = None
    delimiter: str | None = None
    decimal: str | None = None
    thousands: str | None = None
    encoding: str | None = None
    missing: tuple[str, ...] | None = None
    skip_lines: int | None = None
    comment: str | None = None
    exclude: tuple[str, ...] | None = None
    gaps: str | None = None
    uneven_rows: str | None = None
    words: tuple[str, ...] | None = None
    ignore_case: bool | None = None
    sheet: str | None = None
    dates: bool | None = None
    test_file: str | None = None
    target: str | None = None
    inputs: tuple[str, ...] | None = None
    task: str | None = None

    def __post_init__(self) -> None:
        self._check_types()
        for field in ("delimiter", "decimal", "thousands", "comment"):
            self._read_mark(field)
        if self.gaps is not None and self.gaps not in GAPS:
            raise unknown_name("gaps", self.gaps, GAPS)
        if self.uneven_rows is not None and self.uneven_rows not in UNEVEN_ROWS:
            raise unknown_name("uneven_rows", self.uneven_rows, UNEVEN_ROWS)
        if self.task is not None and self.task not in TASKS:
            raise unknown_name("task", self.task, TASKS)
        if self.decimal is not None and self.decimal == self.thousands:
            raise InputError(
                f"thousands {self.thousands!r}: is the decimal mark as well: give "
                "another"
            )
        if self.skip_lines is not None and self.skip_lines < 0:
            raise InputError(f"skip_lines {self.skip_lines}: it must be 0 or more")
        self._check_encoding()
        if self.inputs is not None and not (self.inputs and all(self.inputs)):
            raise InputError(
                f"inputs {self.inputs}: name at least one column of the table"
            )

    def _check_types(self) -> None:
        for name, kind, default, plain in _types(type(self)):
            value = getattr(self, name)
            # Most settings are as they are by themselves, which is right.
            if value is default or type(value) in plain:
                continue
            try:
                value = msgspec.convert(value, kind)
            except (msgspec.ValidationError, OverflowError) as error:
                raise InputError(f"{name} {value!r}: {error}") from error
            msgspec.structs.force_setattr(self, name, value)

    def _read_mark(self, field: str) -> None:
        """Replace the name of a mark by itself, and check it."""
        given = getattr(self, field)
        if given is None:
            return
        mark = MARKS.get(given.lower(), given)
        if field != "comment" and (len(mark) != 1 or mark in '"\r\n'):
            raise InputError(
                f"{field} {given!r}: give one character, or one of "
                f"{', '.join(name for name in MARKS if name != 'none')}"
            )
        if field == "decimal" and mark not in ".,":
            raise InputError(f"decimal {given!r}: give point or comma")
        msgspec.structs.force_setattr(self, field, mark)

    def _check_encoding(self) -> None:
        if self.encoding is None:
            return
        try:
            "".encode(self.encoding)
        except (LookupError, ValueError) as error:
            raise InputError(
                f"encoding {self.encoding!r}: is not known: use utf-8, utf-16, cp1252 "
                "or another that Python knows"
            ) from error

    def given(self) -> dict[str, Any]:
        """Return what was chosen, by field."""
        values = ((n, getattr(self, n)) for n in TableChoices.__struct_fields__)
        return {name: value for name, value in values if value is not None}

    def chosen(self) -> "TableChoices":
        """Return the choices alone, without what a subclass adds to them."""
        names = TableChoices.__struct_fields__
        return TableChoices(**{name: getattr(self, name) for name in names})

    def whole_paths(self) -> dict[str, str]:
        """Return the settings that are paths, made absolute."""
        if self.test_file is None:
            return {}
        return {"test_file": str(Path(self.test_file).expanduser().absolute())}


AS_IT_SEEMS_BEST = TableChoices()
"""Nothing is chosen, all is found out."""
