"""A display without a screen, and the keys and windows on it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.waiting import PATIENCE

NEEDED = ("Xvfb", "xdotool")


def missing() -> str:
    """Say why there can be no such display here; nothing if there can."""
    if sys.platform != "linux":
        return "X displays are tested on Linux"
    absent = [name for name in NEEDED if shutil.which(name) is None]
    return f"not installed: {', '.join(absent)}" if absent else ""


@dataclass(frozen=True)
class Display:
    """A running X server, reached by its name."""

    name: str

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "DISPLAY": self.name, "QT_QPA_PLATFORM": "xcb"}

    def tell(self, *words: str) -> str:
        """Let xdotool do something as a person would, and return its answer."""
        done = subprocess.run(
            ["xdotool", *words],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
        return done.stdout.strip()

    def windows(self, title: str) -> list[str]:
        """Return the visible windows whose title has these words in it."""
        return self.tell("search", "--onlyvisible", "--name", title).split()

    def press(self, keys: str) -> None:
        """Press keys on the keyboard, whoever has the focus."""
        self.tell("key", keys)


@contextmanager
def display() -> Iterator[Display]:
    """Start a display on a free number, and end it."""
    reading, writing = os.pipe()
    # Without -noreset the server throws everybody out when xdotool leaves as the last.
    server = subprocess.Popen(
        [
            *("Xvfb", "-noreset", "-displayfd", str(writing)),
            *("-screen", "0", "1280x800x24"),
        ],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as answer:
            yield Display(f":{int(answer.readline())}")
    finally:
        server.terminate()
        server.wait(PATIENCE)
