"""The page of what a file has: a saved run, or the log of another program."""

from collections.abc import Sequence
from pathlib import Path

from nnviz.core.errors import InputError
from nnviz.files.opening import open_run
from nnviz.files.watch_log import is_log
from nnviz.ui.web_page.log_source import source_of_log
from nnviz.ui.web_page.page_text import PageSource
from nnviz.ui.web_page.run_source import source_of_run


def source_of_file(file: Path, samples: Sequence[int] = ()) -> PageSource:
    """Return what the page of a saved run or a log is made of.

    Raises
    ------
    InputError
        If the file cannot be read, has nothing to go back to, or is too large for a
        page.
    """
    if is_log(file):
        return source_of_log(file, samples)
    timeline = open_run(str(file)).timeline()
    if timeline.branches.first:
        raise InputError(f"{file}: has no past to go back to")
    return source_of_run(timeline, samples)
