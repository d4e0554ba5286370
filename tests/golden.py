"""What is said of known runs, kept in files: ``python -m tests.golden``.

Writes them again where worksheets, reports, explanations, findings, verdicts or numbers
are to say something else from now on; look at what has changed before it is kept.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from nnviz.core.writing.number_text import MINUS

_BETWEEN = "\n\n"


Section = Callable[[], str]


@dataclass(frozen=True, slots=True)
class Pages:
    """Texts that are made anew, in sections, by the names of the files with them."""

    folder: Path
    made: Mapping[str, Sequence[Section]]

    def places(self) -> list[tuple[str, int]]:
        """Return the text and the number of each section."""
        return [(name, k) for name, made in self.made.items() for k in range(len(made))]

    def kept(self, name: str, number: int) -> str:
        """Return a section as it was when it was last looked at."""
        return self._file(name).read_text("utf-8").split(_BETWEEN)[number]

    def present(self, name: str, number: int) -> str:
        """Return a section as it is now."""
        text = self.made[name][number]().replace(MINUS, "-").replace("\r\n", "\n")
        return re.sub(r"\n{2,}", "\n", text).strip("\n")

    def keep(self) -> None:
        """Keep all texts as they are now."""
        for name, made in self.made.items():
            sections = (self.present(name, number) for number in range(len(made)))
            self._file(name).write_text(_BETWEEN.join(sections), "utf-8")
            click.echo(f"written: {self._file(name)}")

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.txt"


def rounded(text: str, digits: int = 5) -> str:
    """Return a text with numbers of few digits: no more are the same everywhere."""
    return re.sub(
        r"\d+\.\d{3,}(e[+-]?\d+)?",
        lambda found: f"{float(found[0]):.{digits}g}",
        text,
    )


if __name__ == "__main__":
    from tests.files.golden_pages import PRINTED
    from tests.session.golden_numbers import MEASURED
    from tests.session.golden_words import SAID

    for pages in (PRINTED, SAID, MEASURED):
        pages.keep()
