"""``nnviz page`` on the command line: of files, and of figures of them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from nnviz.cli.main import nnviz
from nnviz.core.errors import InputError
from tests.files.run_page.test_html import header_in
from tests.watch.recording import Recording


def run(*arguments: str) -> Result:
    return CliRunner().invoke(nnviz, arguments)


def saved(folder: Path) -> Path:
    file = folder / "run.nnviz"
    described = "--dataset circle --hidden 3 --seed 2 --iterations 9".split()
    assert run("train", *described, "--save", str(file)).exit_code == 0
    return file


def recorded(folder: Path) -> Path:
    file = folder / "run.nnvizlog"
    recording = Recording(file)
    recording.train(9)
    recording.watch.close()
    return file


@pytest.mark.parametrize(
    ("make", "first", "sizes"),
    [(saved, 0, [2, 3, 1]), (recorded, 1, [2, 4, 2])],
    ids=["session", "log"],
)
def test_a_file_and_its_figure_become_the_same_page(
    make: Callable[[Path], Path],
    first: int,
    sizes: list[int],
    tmp_path: Path,
    qapp: object,
) -> None:
    file, figure = make(tmp_path), tmp_path / "net.svg"
    done = run("figure", str(file), "--view", "diagram", "--out", str(figure))
    assert done.exit_code == 0, f"{done.exception} {done.output}"
    pages = tmp_path / "file.html", tmp_path / "figure.html"
    for page, source in zip(pages, ((str(file),), ("--of", str(figure))), strict=True):
        done = run("page", *source, "--out", str(page))
        assert done.exit_code == 0, f"{done.exception} {done.output}"
        header = header_in(page.read_text("utf-8"))
        assert header["moments"] == list(range(first, 10))
        assert header["lanes"][0]["sizes"] == sizes
    assert pages[0].read_bytes() == pages[1].read_bytes()
    # What would not be obeyed is not passed over.
    for source in ((str(file),), ("--of", str(figure))):
        done = run("page", *source, "--until", "3", "--out", str(pages[0]))
        assert isinstance(done.exception, InputError)
        assert "ends where it does" in str(done.exception)
