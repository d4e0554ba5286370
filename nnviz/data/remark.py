"""What was noticed about data, what was done about it, and what else can be done."""

import shlex
from collections.abc import Iterable

import msgspec

Value = bool | int | float | str | tuple[str, ...]


def option_of(setting: str) -> str:
    """Return the option of a command that chooses a setting."""
    return "--test" if setting == "test_file" else f"--{setting.replace('_', '-')}"


class Way(msgspec.Struct, frozen=True):
    """Another way to go: a setting of a run, by which the data are read differently.

    Attributes
    ----------
    words
        What it does, to be read after "or": "fill them in with the median".
    setting, value
        The field of a configuration, and its value.
    """

    words: str
    setting: str
    value: Value

    @property
    def option(self) -> str:
        """The way as an option of a command: ``--gaps median``."""
        option = option_of(self.setting)
        match self.value:
            case True:
                return option
            case False:
                return option.replace("--", "--no-", 1)
            case tuple():
                return f"{option} {shlex.quote(','.join(self.value))}"
        return f"{option} {shlex.quote(str(self.value))}"


def leave_out(column: str) -> Way:
    """Return the way to do without a column."""
    return Way("leave it out", "exclude", (column,))


class Remark(msgspec.Struct, frozen=True, kw_only=True):
    """Something about data that a user should know before training on them.

    Attributes
    ----------
    kind
        A short word by which programs know it, such as "gaps".
    done
        What is so and what was done about it, in a sentence without its full stop.
    column
        The name of the column, if it is about one.
    line
        The line of the file, counted from 1, if it is about one.
    ways
        What can be done instead.
    unit
        The unit or currency of the column's numbers, if it was read away.
    """

    kind: str
    done: str
    column: str | None = None
    line: int | None = None
    ways: tuple[Way, ...] = ()
    unit: str = ""

    @property
    def place(self) -> str:
        """The line and the column it is about: "line 3, column 'a'", or ""."""
        line = "" if self.line is None else f"line {self.line}"
        column = "" if self.column is None else f"column '{self.column}'"
        return ", ".join(filter(None, (line, column)))

    @property
    def said(self) -> str:
        """The place, and what was done: the remark without its ways."""
        return f"{self.place}: {self.done}" if self.place else self.done

    def __str__(self) -> str:
        ways = ", ".join(f"{way.option} to {way.words}" for way in self.ways)
        return f"{self.said} ({ways})" if ways else self.said


def remark_on(column: str, kind: str, done: str, *ways: Way) -> Remark:
    """Return a remark on a column, which can be left out; other ways come first."""
    return Remark(kind=kind, column=column, done=done, ways=(*ways, leave_out(column)))


def as_chosen(remarks: Iterable[Remark], config: object) -> tuple[Remark, ...]:
    """Return remarks without the ways that a configuration goes already.

    That a way is gone is said in place of offering it.
    """
    return tuple(_as_chosen(remark, config) for remark in remarks)


def _as_chosen(remark: Remark, config: object) -> Remark:
    gone = [way for way in remark.ways if _is_gone(way, config)]
    if not gone:
        return remark
    done = "; ".join((remark.done, *(f"chosen: {way.words}" for way in gone)))
    left = tuple(way for way in remark.ways if way not in gone)
    return msgspec.structs.replace(remark, done=done, ways=left)


def _is_gone(way: Way, config: object) -> bool:
    value = getattr(config, way.setting, None)
    return type(value) is type(way.value) and value == way.value
