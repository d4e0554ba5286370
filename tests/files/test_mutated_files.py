"""Damaged files of every kind are read, or refused in one line; a few of them."""

import io
import random
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from nnviz.files.watch_log import WatchLog
from tests.lies.lying_arrays import CANARY
from tests.lies.lying_logs import lying_log
from tests.mutated_files import _CLEAR, Mutations, complaint, ending
from tests.mutated_logs import whole as logs
from tests.mutated_models import LIES, use_model
from tests.mutated_models import whole as models
from tests.whole_files import whole


@pytest.fixture
def memory_watched() -> Iterator[None]:
    tracemalloc.start()
    yield
    tracemalloc.stop()


@pytest.mark.usefixtures("memory_watched")
def test_what_a_damaged_file_takes_and_says(tmp_path: Path) -> None:
    mutations = Mutations(tmp_path, seed=5)
    for number in range(60):
        way, path = mutations.next()
        wrong, _ = complaint(path)
        assert not wrong, (number, way, path.name)


@pytest.fixture
def memory_known(request: pytest.FixtureRequest) -> None:
    """Trace memory where the system does not tell how much was taken.

    With a million rows in between, that takes ten times as long.
    """
    if not _CLEAR.exists():
        request.getfixturevalue("memory_watched")


@pytest.mark.usefixtures("memory_known")
def test_a_row_that_says_it_is_far_down_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "far.xlsx"
    with zipfile.ZipFile(io.BytesIO(whole()["l.xlsx"])) as files:
        members = {name: files.read(name) for name in files.namelist()}
    (sheet,) = [name for name in members if "sheet1.xml" in name]
    members[sheet] = members[sheet].replace(b'<row r="3"', b'<row r="99999999999"')
    with zipfile.ZipFile(path, "w") as files:
        for name, content in members.items():
            files.writestr(name, content)
    wrong, found = complaint(path)
    assert not wrong
    assert found is not None
    assert "a row beyond 1,048,576" in str(found.refused)


@pytest.fixture(scope="module")
def every_model() -> dict[str, bytes]:
    return models()


@pytest.mark.usefixtures("memory_watched")
@pytest.mark.parametrize("form", ["safetensors", "npz", "json", "onnx", "txt"])
def test_what_a_model_that_lies_takes_and_says(
    tmp_path: Path, form: str, every_model: dict[str, bytes]
) -> None:
    files = {name: every_model[name] for name in every_model if ending(name) == form}
    chance, refused = random.Random(3), 0
    for number in range(12):
        name = chance.choice(list(files))
        (path := tmp_path / name).write_bytes(LIES[form](chance, files[name]))
        wrong, found = complaint(path, use_model)
        assert not wrong, number
        assert found is not None
        refused += found.refused is not None
    assert refused > 3
    assert not CANARY.exists()


@pytest.mark.usefixtures("memory_watched")
def test_a_log_that_lies_is_read_up_to_there(tmp_path: Path) -> None:
    (data,) = [data for name, data in logs().items() if name == "plain.nnvizlog"]
    chance, path = random.Random(3), tmp_path / "plain.nnvizlog"
    for _ in range(40):
        path.write_bytes(lying_log(chance, data))
        log = WatchLog(path)
        for place in range(len(log)):
            log.read(place)
        assert len(log.damage) < 300
        assert log.damage.isprintable()
