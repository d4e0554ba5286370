"""One line of the table: what was measured, and what it was to reach."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """A figure with its unit, and the bound it is to keep, if it has one."""

    what: str
    measured: float
    unit: str
    at_least: float | None = None
    at_most: float | None = None

    @property
    def verdict(self) -> str:
        """Whether the bound is kept: reached, missed, or nothing if there is none."""
        if self.at_least is None and self.at_most is None:
            return ""
        low = self.at_least is None or self.measured >= self.at_least
        high = self.at_most is None or self.measured <= self.at_most
        return "reached" if low and high else "missed"

    @property
    def target(self) -> str:
        """The bound in words."""
        if self.at_least is not None:
            return f"at least {self.at_least:g}"
        return "" if self.at_most is None else f"at most {self.at_most:g}"

    def as_text(self) -> str:
        """Return the row as a line of the printed table."""
        figure = f"{self.measured:,.3g}" if self.measured < 1000 else _long(self)
        return (
            f"{self.what:52} {figure:>9} {self.unit:8} {self.target:14} {self.verdict}"
        ).rstrip()

    def as_dict(self) -> dict[str, object]:
        """Return the row for other programs."""
        return {
            "what": self.what,
            "measured": self.measured,
            "unit": self.unit,
            "at_least": self.at_least,
            "at_most": self.at_most,
            "verdict": self.verdict,
        }


def _long(row: Row) -> str:
    return f"{row.measured:,.0f}"
