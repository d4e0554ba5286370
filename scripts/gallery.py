"""Makes the pictures of docs/gallery.md, by the commands that it shows.

Run it in the project's folder: ``uv run python scripts/gallery.py``.
"""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "gallery.md"


def commands() -> Iterator[list[str]]:
    """Yield the words of every command on the page, without the name of nnviz."""
    for block in re.findall(r"```sh\n(.*?)```", PAGE.read_text(), re.DOTALL):
        name, *words = shlex.split(block.replace("\\\n", " "))
        assert name == "nnviz"
        yield words


def main() -> None:
    """Run all of them."""
    for words in commands():
        print(" ".join(words))  # noqa: T201
        subprocess.run([sys.executable, "-m", "nnviz", *words], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
