"""A session file that means harm, with a right checksum, is one short line."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnviz.core.errors import InputError
from nnviz.files.opening import OpenedSession, open_file
from nnviz.files.session import session_of
from nnviz.files.session_file import write_session
from nnviz.files.tensors import Arrays, checksum, read_tensors, write_tensors
from nnviz.session.config import RunConfig
from nnviz.session.run_parts import load_data
from nnviz.session.timeline.timeline import Timeline
from nnviz.session.trainer import Trainer

Place = tuple[Any, ...]

JUNK: list[Any] = [
    *(None, True, -1, 0, 1.5, 2**31, 2**70, 1e308, "", "²", "\x1b]0;title\x07"),
    *("x" * 100_000, [], {}, {"x": 1}, [2**31, 2], ["relu"], [[[]]]),
]


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a session with branches, edits, changes and the optimiser's memory."""
    config = RunConfig(dataset="xor", hidden=(3, 2), optimizer="adam", schedule="step")
    dataset = load_data(config)
    trainer = Trainer(config, dataset)
    timeline = Timeline(trainer)
    timeline.run(20)
    timeline.change(learning_rate=0.5)
    timeline.edit(1, 0.25)
    timeline.run(10)
    timeline.go_on_from(timeline.branches.nearest(15, 0), lambda: None)
    timeline.run(5)
    path = tmp_path_factory.mktemp("sessions") / "run.nnviz"
    write_session(path, session_of(config, trainer, dataset, timeline.past()))
    return path


def rewritten(path: Path, header: Any, arrays: Arrays, words: dict[str, str]) -> Path:
    """Write a session of these parts, whose checksum is right."""
    text = json.dumps(header)
    bad = path.with_name("bad.nnviz")
    words["nnviz_session"] = text
    words["nnviz_session_checksum"] = str(checksum(text, arrays))
    write_tensors(bad, arrays, words)
    return bad


def parts(path: Path) -> tuple[Any, Arrays, dict[str, str]]:
    words, arrays = read_tensors(path)
    return json.loads(words["nnviz_session"]), arrays, dict(words)


def places(value: Any, here: Place = ()) -> Iterator[Place]:
    """Yield every place within a header."""
    if here:
        yield here
    keys = value if isinstance(value, dict) else range(len(value))
    for key in keys:
        if isinstance(value[key], dict | list):
            yield from places(value[key], (*here, key))
        else:
            yield (*here, key)


def changed(header: Any, place: Place, value: Any) -> Any:
    header = copy.deepcopy(header)
    inner = header
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    return header


def open_and_run(path: Path) -> None:
    """Open a session, go back in it, and train on; only InputError may be raised."""
    opened = open_file(path)
    assert isinstance(opened, OpenedSession)
    session = opened.session
    trainer = Trainer(session.state.config, opened.dataset)
    trainer.resume(session.state)
    timeline = Timeline(trainer, past=session.past)
    timeline.visit(timeline.branches.nearest(10, 0), lambda: None)
    with np.errstate(all="ignore"):
        trainer.run(2)


def check_refused_in_one_line(path: Path) -> bool:
    """Tell whether a file is refused; what is said must be short and visible."""
    try:
        open_and_run(path)
    except InputError as error:
        said = str(error)
    else:
        return False
    assert len(said) <= 300
    assert said.isprintable()
    return True


def test_a_session_that_is_not_changed_goes_on(session: Path) -> None:
    assert not check_refused_in_one_line(rewritten(session, *parts(session)))


@pytest.mark.parametrize("seed", range(8))
def test_junk_anywhere_in_the_header_is_refused_or_harmless(
    session: Path, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    header, arrays, words = parts(session)
    everywhere = list(places(header))
    refused = 0
    for _ in range(40):
        place = everywhere[rng.integers(len(everywhere))]
        value = JUNK[rng.integers(len(JUNK))]
        bad = rewritten(session, changed(header, place, value), arrays, words)
        refused += check_refused_in_one_line(bad)
    assert refused > 10


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("settled", "hidden"), [2**31, 2]),
        (("settled", "hidden", 0), 2**62),
        (("settled", "optimizer_settings"), None),
        (("settled", "activations"), None),
        (("settled", "precision"), None),
        (("settings", 0, "schedule_settings"), 0),
        (("settings", 0, "activations"), None),
        (("settings", 0, "unknown"), 1),
        (("seconds",), "x"),
    ],
)
def test_what_a_run_could_not_use_is_refused(
    session: Path, place: Place, value: Any
) -> None:
    header, arrays, words = parts(session)
    bad = rewritten(session, changed(header, place, value), arrays, words)
    assert check_refused_in_one_line(bad)


@pytest.mark.parametrize("name", ["9" * 5000, "\x1b]0;title\x07.csv", "\0"])
def test_data_of_any_name_are_harmless(session: Path, name: str) -> None:
    header, arrays, words = parts(session)
    header["config"]["dataset"] = header["settled"]["dataset"] = name
    check_refused_in_one_line(rewritten(session, header, arrays, words))
    for part in ("inputs", "targets"):
        del arrays[f"data.{part}"]
    assert check_refused_in_one_line(rewritten(session, header, arrays, words))


@pytest.mark.parametrize("name", ["costs", "now.parameters", "evaluations"])
@pytest.mark.parametrize("kind", ["float32", "deeper", "missing"])
def test_arrays_of_other_shapes_are_refused(
    session: Path, name: str, kind: str
) -> None:
    header, arrays, words = parts(session)
    if kind == "missing":
        del arrays[name]
    elif kind == "float32":
        arrays[name] = arrays[name].astype(np.float32)
    else:
        arrays[name] = arrays[name][None]
    assert check_refused_in_one_line(rewritten(session, header, arrays, words))


def test_a_version_that_is_no_number_is_refused(session: Path) -> None:
    header, arrays, words = parts(session)
    for version in ("²", "9" * 5000, "-1", " 2", ""):
        words["nnviz_session_version"] = version
        assert check_refused_in_one_line(rewritten(session, header, arrays, words))


def raw(path: Path, header: bytes, data: bytes = b"") -> Path:
    bad = path / "bad.nnviz"
    bad.write_bytes(len(header).to_bytes(8, "little") + header + data)
    return bad


@pytest.mark.parametrize("dtype", ["BF16", "F8_E4M3", "C64", "BOOL", "nothing"])
def test_types_of_other_programs_are_refused(dtype: str, tmp_path: Path) -> None:
    size = {"C64": 8, "BF16": 2}.get(dtype, 1)
    entry = {"dtype": dtype, "shape": [1], "data_offsets": [0, size]}
    header = json.dumps({"a": entry}).encode()
    assert check_refused_in_one_line(raw(tmp_path, header, bytes(size)))


def test_a_hundred_thousand_empty_arrays_are_refused(tmp_path: Path) -> None:
    entry = {"dtype": "F64", "shape": [0], "data_offsets": [0, 0]}
    header = json.dumps({f"t{k}": entry for k in range(100_001)}).encode()
    assert check_refused_in_one_line(raw(tmp_path, header))
