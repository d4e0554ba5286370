"""How long tests wait, and waiting for what another process does."""

import subprocess
import time
from collections.abc import Callable

PATIENCE = 240.0
"""Seconds that a test waits for what must come: a busy machine is ten times slower."""


def wait_until(condition: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    """Wait for a condition that a process brings about; it must live that long.

    Raises
    ------
    AssertionError
        If it ends before, or does not come about: then the process is ended.
    """
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            process.kill()
            process.wait()
            raise AssertionError("it does not come about")
        assert process.poll() is None, "the process has ended"
        time.sleep(0.005)
