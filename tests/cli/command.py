"""The command line, called in this process, or in one of its own as people do."""

import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from unittest.mock import patch

from nnviz.cli.main import main
from tests.waiting import PATIENCE

Done = subprocess.CompletedProcess[str]


def nnviz(*arguments: str | Path) -> Done:
    """Run the command here: a new Python takes longer than most commands."""
    words = ["nnviz", *map(str, arguments)]
    with (
        redirect_stdout(StringIO()) as out,
        redirect_stderr(StringIO()) as errors,
        patch.object(sys, "argv", words),
    ):
        try:
            main()
        except SystemExit as end:
            status = end.code
    assert isinstance(status, int)
    return Done(words, status, out.getvalue(), errors.getvalue())


def process(*arguments: str | Path) -> Done:
    """Run the command in a process of its own."""
    command = [sys.executable, "-m", "nnviz", *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=PATIENCE
    )
