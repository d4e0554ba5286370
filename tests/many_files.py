"""The frame of scripts that make many files, and look at what becomes of each."""

import argparse
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import click


@dataclass(frozen=True, slots=True)
class Tried:
    """A file that was tried.

    Attributes
    ----------
    path
        The file, which may be written anew for the next one.
    kind
        What it counts as.
    wrong
        What is not as it should be, or "".
    about
        What the file is like, for whoever looks into it.
    """

    path: Path
    kind: str
    wrong: str = ""
    about: str = ""


def try_many(
    script: str,
    words: str | None,
    made: Callable[[Path, int, str], Iterator[Tried]],
    formats: Sequence[str] = (),
) -> int:
    """Read the options of a script, try so many files, and return its exit status.

    What is wrong is printed, and its file is kept. Ctrl+C ends it with what was found
    by then.

    Parameters
    ----------
    script, words
        The module, and what it does.
    made
        Yields what was tried in a folder, without an end, from a seed; in one format
        alone, or in all for "".
    formats
        What ``--only`` can be.
    """
    parser = argparse.ArgumentParser(prog=f"python -m {script}", description=words)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", default="", choices=formats)
    wanted = parser.parse_args()
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder, suppress(KeyboardInterrupt):
        each = islice(made(Path(folder), wanted.seed, wanted.only), wanted.count)
        for number, tried in enumerate(each):
            counts[tried.kind] += 1
            if not tried.wrong:
                continue
            counts["WRONG"] += 1
            name = f"nnviz-{wanted.seed}-{number}-{tried.path.name}"
            copy = Path(tempfile.gettempdir()) / name
            shutil.copyfile(tried.path, copy)
            click.echo(f"number {number}, {tried.kind}, {copy}: {tried.wrong}")
            if tried.about:
                click.echo(f"    {tried.about}")
    for what, count in sorted(counts.items()):
        click.echo(f"{count:>8,}  {what}")
    return 1 if counts["WRONG"] else 0
