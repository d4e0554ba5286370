"""Damages files of all kinds that nnviz reads, and looks at what it makes of them.

``python -m tests.mutated_files --count 30000 --seed 7``. Files are cut, have bytes
flipped or put in, lie about themselves with a right checksum, or unpack to far more
than they are. Each must be read, or refused in one line, within five seconds of
processor time and 64 MiB beyond what it honestly holds. What is not so is printed and
ends it with status 1; its file is kept.
"""

import faulthandler
import gzip
import io
import json
import random
import sys
import time
import traceback
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import openpyxl
import pyarrow
import pyarrow.parquet

from nnviz.cli.options import config_from
from nnviz.core.errors import InputError
from nnviz.data.dataset import Dataset
from nnviz.data.readers.look import to_dataset
from nnviz.files.opening import OpenedSession, OpenedTable, open_file
from nnviz.files.tensors import checksum
from nnviz.session.defaults import resolve
from nnviz.session.presets import PRESETS
from nnviz.session.run_parts import load_data
from nnviz.session.timeline.timeline import Timeline
from nnviz.session.trainer import Trainer
from tests.cli.command import Done, process
from tests.files.test_hostile_sessions import JUNK, changed, parts, places, rewritten
from tests.many_files import Tried, try_many

SECONDS = 5.0
"""The most processor time for a file."""

MEMORY = 64 << 20
"""The most bytes beyond those that a file honestly holds."""

COPIES = 4
"""How many times what a file honestly holds may be in memory at once."""

HANGS = 120
"""Seconds after which a file that is still being read ends the script."""

COMMANDS = 500
"""Of so many files, one is given to the real command, which takes a second."""

GOLDEN = Path(__file__).parent / "files" / "golden"

LABELS = "x-labels-idx1-ubyte"


def _idx(magic: int, *shape: int, size: int | None = None) -> bytes:
    header = b"".join((n % 2**32).to_bytes(4, "big") for n in (magic, *shape))
    count = int(np.prod(shape)) if size is None else size
    return header + (np.arange(count) % 10).astype(np.uint8).tobytes()


def _npz(**arrays: Any) -> bytes:
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


def _table(rows: int = 40) -> bytes:
    return b"a,b,c\n" + b"".join(b"%d,%d.5,%d\n" % (k, k, k % 3) for k in range(rows))


_WORDS = (
    "day;price;city;share;sold\n"
    + "".join(
        f"{k + 1:02}.03.2024;1.{k:03},50 €;{'Bonn' if k % 3 else 'Köln'};"
        f"{'' if k == 7 else 3 * k} %;{'yes' if k % 2 else 'no'}\n"
        for k in range(30)
    )
).encode()
"""A table with dates, money, shares, words and a gap."""

_ARFF = (
    b"% flowers\n@relation r\n@attribute a numeric\n@attribute b real\n"
    b"@attribute c {x,'y z'}\n@data\n"
    + b"".join(b"%d,%d.5,%s\n" % (k, k % 7, (b"x", b"'y z'")[k % 2]) for k in range(30))
)


def _npy(array: Any) -> bytes:
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def _zip(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("_", "."), data)
    return file.getvalue()


def _workbook() -> bytes:
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in (
        ("size", "when", "kind"),
        *((k, f"1{k}:30", "ab"[k % 2]) for k in range(9)),
    ):
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def _parquet() -> bytes:
    file = io.BytesIO()
    columns = {"size": [*range(20)], "part": [0.5] * 20, "kind": ["a", "b"] * 10}
    pyarrow.parquet.write_table(pyarrow.table(columns), file)
    return file.getvalue()


def _whole() -> dict[str, bytes]:
    """Return a file of every kind, by its name."""
    config = PRESETS["circle"].config.changed(dataset="xor", hidden=(3, 2))
    pixels = np.arange(25 * 64, dtype=np.uint8).reshape(25, 8, 8)
    values = np.arange(60.0).reshape(20, 3)
    return {
        "a.csv": _table(),
        "b.csv.gz": gzip.compress(_table()),
        "c.npz": _npz(inputs=values, targets=np.array(["a", "b"] * 10)),
        "d.npz": _npz(
            x_train=pixels[:20],
            y_train=np.arange(20) % 3,
            x_test=pixels[20:],
            y_test=np.arange(5) % 3,
        ),
        "x-images-idx3-ubyte": _idx(0x803, 30, 4, 4),
        "x-images-idx3-ubyte.gz": gzip.compress(_idx(0x803, 30, 4, 4)),
        "format1.nnviz": (GOLDEN / "format1.nnviz").read_bytes(),
        "format2.nnviz": (GOLDEN / "format2.nnviz").read_bytes(),
        "e.json": config.to_json().encode(),
        "f.csv": _WORDS,
        "g.csv": _WORDS.decode().encode("utf-16"),
        "h.arff": _ARFF,
        "i.npy": _npy(values),
        "j.npy": _npy(np.rec.fromarrays([values[:, 0], values[:, 1]], names="a,b")),
        "k.zip": _zip(train_csv=_table(), test_csv=_table(10)),
        "l.xlsx": _workbook(),
        "m.parquet": _parquet(),
    }


@dataclass(frozen=True, slots=True)
class Found:
    """What became of a file: what it honestly holds, in bytes, or why it is refused."""

    honest: int
    refused: str | None


class Mutations:
    """Makes damaged files in a folder; which ones is settled by the seed."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._folder, self._random = folder, random.Random(seed)
        self._whole = _whole()
        self._ways: dict[Callable[[], Path], int] = {
            self._cut: 25,
            self._flip: 35,
            self._put_in: 10,
            self._lie: 28,
            self._bomb: 2,
        }

    def next(self) -> tuple[str, Path]:
        """Make a file, and return what was done to it and where it is."""
        self._written(LABELS, _idx(0x801, 30))
        self._written(f"{LABELS}.gz", gzip.compress(_idx(0x801, 30)))
        (way,) = self._random.choices(list(self._ways), list(self._ways.values()))
        return way.__name__.strip("_").replace("_", " "), way()

    def _written(self, name: str, data: bytes) -> Path:
        path = self._folder / name
        path.write_bytes(data)
        return path

    def _any(self) -> tuple[str, bytearray]:
        name = self._random.choice(list(self._whole))
        return name, bytearray(self._whole[name])

    def _cut(self) -> Path:
        name, data = self._any()
        return self._written(name, data[: self._random.randrange(len(data))])

    def _flip(self) -> Path:
        name, data = self._any()
        for _ in range(self._random.choice((1, 1, 3, 10))):
            data[self._random.randrange(len(data))] ^= 1 << self._random.randrange(8)
        return self._written(name, data)

    def _put_in(self) -> Path:
        name, data = self._any()
        place = self._random.randrange(len(data))
        count = self._random.randrange(1, 30)
        data[place:place] = bytes(
            self._random.choices(b'\0\n",;\t1\xff\\[{e-', k=count)
        )
        return self._written(name, data)

    def _lie(self) -> Path:
        """Write a file whose parts contradict each other, but whose checksum fits."""
        return self._random.choice(
            (self._lying_session, self._lying_arrays, self._lying_images, self._other)
        )()

    def _lying_session(self) -> Path:
        name = self._random.choice(("format1.nnviz", "format2.nnviz"))
        header, arrays, words = parts(self._written(name, self._whole[name]))
        for _ in range(self._random.choice((1, 1, 2))):
            if self._random.random() < 0.7:
                place = self._random.choice(list(places(header)))
                header = _tried(header, place, self._random.choice(JUNK))
            else:
                key = self._random.choice(sorted(arrays))
                arrays[key] = self._bent(arrays[key])
        if self._random.random() < 0.05:
            words["nnviz_session_version"] = self._random.choice(("0", "²", "9" * 5000))
        return rewritten(self._folder / name, header, arrays, words)

    def _bent(self, array: Any) -> Any:
        flat = array.reshape(-1)
        sizes = flat[: self._random.randrange(flat.size + 1)], array[None]
        kinds = np.zeros(array.shape, np.float32), np.zeros(array.shape, np.int64)
        worst = np.nan if array.dtype.kind == "f" else 255
        full = np.full_like(array, worst), np.zeros((0,) * max(1, array.ndim))
        bent = self._random.choice((*sizes, *kinds, *full))
        return np.ascontiguousarray(bent)

    def _lying_arrays(self) -> Path:
        file, pick = io.BytesIO(), self._random.choice
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in ("inputs", "targets"):
                text = (
                    f"{{'descr': {pick(_TYPES)!r}, 'fortran_order': "
                    f"{pick(('True', 'False', '1'))}, 'shape': {pick(_SHAPES)}, }}\n"
                ).encode()
                version = pick((1, 2, 3, 9))
                size = len(text).to_bytes(2 if version == 1 else 4, "little")
                start = b"\x93NUMPY" + bytes((version, 0)) + size
                data = bytes(pick((0, 20, 60, 160, 480, 1 << 16)))
                archive.writestr(f"{name}.npy", start + text + data)
        return self._written("lie.npz", file.getvalue())

    def _lying_images(self) -> Path:
        pick = self._random.choice
        shape = tuple(pick((0, 1, 4, 30, 2**16, 2**31, 2**32 - 1)) for _ in range(3))
        data = _idx(pick((0x803, 0x801, 0x803, 0x903, 0)), *shape, size=480)
        packed = self._random.random() < 0.5
        name = "x-images-idx3-ubyte"
        if packed:
            return self._written(f"{name}.gz", gzip.compress(data))
        return self._written(name, data)

    def _other(self) -> Path:
        """Write settings, or a packed table, with something else in a place."""
        if self._random.random() < 0.5:
            settings = json.loads(self._whole["e.json"])
            place = self._random.choice(list(places(settings)))
            settings = _tried(settings, place, self._random.choice(JUNK))
            return self._written("e.json", json.dumps(settings).encode())
        cells = _table().split(b",")
        cells[self._random.randrange(len(cells))] = self._random.choice(_CELLS)
        return self._written("b.csv.gz", gzip.compress(b",".join(cells)))

    def _bomb(self) -> Path:
        """Write a small file that unpacks to up to 600 MiB."""
        many = self._random.randrange(1, 600)
        kind = self._random.randrange(6)
        if kind == 0:
            part = self._random.choice((b"0,0,1\n", b"1,", b"\n", b'"', b"\0"))
            data = part * ((1 << 20) // len(part))
            return self._written("bomb.csv.gz", _packed(b"a,b,c\n", data, many))
        if kind == 1:
            start = _idx(0x803, many << 10, 32, 32, size=0)
            name = "x-images-idx3-ubyte.gz"
            labels = _packed(_idx(0x801, many << 10, size=0), bytes(1024), many)
            self._written(f"{LABELS}.gz", labels)
            return self._written(name, _packed(start, bytes(1 << 20), many))
        if kind == 2:
            values = np.zeros((many << 7, 1 << 7))
            return self._written("bomb.npz", _npz(inputs=values, targets=values[:, 0]))
        if kind == 3:
            rows = b"0,0,1\n" * (many * 29_000)
            ending, member = self._random.choice(
                ((".zip", "train_csv"), (".xlsx", "xl/workbook_xml"))
            )
            return self._written(f"bomb{ending}", _zip(**{member: b"a,b,c\n" + rows}))
        if kind == 4:
            deep = self._random.choice((b"[", b'{"a":')) * (many << 10)
            return self._written("bomb.json", deep)
        text = self._random.choice(("[", '{"config":', "9", " ")) * (many << 10)
        words = {
            "nnviz_session_version": "2",
            "nnviz_session": text,
            "nnviz_session_checksum": str(checksum(text, {})),
        }
        header = json.dumps({"__metadata__": words}).encode()
        size = len(header).to_bytes(8, "little")
        return self._written("bomb.nnviz", size + header)


_TYPES = (
    *("<f8", "|u1", "<U3", ">U2", "|O", "<c16", "|S4", "<M8[s]", "|V8", "<f2", "|b1"),
    *([("a", "<f8")], "<f16", "nonsense", ""),
)

_SHAPES = (
    *("(20,)", "(20, 3)", "(0,)", "()", "(20, 0)", "(-1, 3)", "(20, 3, 3)", "(2**3,)"),
    *("(99999999999999999999,)", "(True, 3)", "'x'", "(20, 3, 3, 1)", "(1e3,)"),
    *("(2147483648, 2147483648)", "(99999999, 99)"),
)

_CELLS = (
    *(b"", b"nan", b"1e400", b"-", b"\0", b"\xff\xfe", b"x" * 200_000, b'"', b'"\n"'),
    *(b"1;2", "²".encode(), b"\x1b]0;title\x07", b"9" * 5000, b"\n" * 50, b"1,2"),
)


def _tried(value: Any, place: tuple[Any, ...], junk: Any) -> Any:
    """Put junk in a place, which may have gone with what was put in before."""
    try:
        return changed(value, place, junk)
    except (KeyError, IndexError, TypeError):
        return value


def _packed(start: bytes, part: bytes, count: int) -> bytes:
    """Return a gzip file of a start and this many equal parts."""
    return gzip.compress(start) + gzip.compress(part) * count


def use(path: Path) -> Found:
    """Open a file and begin to train with it, as the window and the commands do."""
    honest = path.stat().st_size
    try:
        with np.errstate(all="ignore"):
            honest += _opened(path)
    except InputError as error:
        return Found(honest, str(error))
    return Found(honest, None)


def _opened(path: Path) -> int:
    """Return the bytes of the data that a file has led to."""
    if path.suffix == ".json":
        config = config_from({}, str(path))
        dataset = load_data(config)
        resolve(config, dataset)
        return _bytes_of(dataset)
    opened = open_file(path)
    if isinstance(opened, OpenedTable):
        return _bytes_of(to_dataset(opened.table, opened.choices))
    if not isinstance(opened, OpenedSession):
        return _bytes_of(opened.dataset)
    session = opened.session
    trainer = Trainer(session.state.config, opened.dataset)
    trainer.resume(session.state)
    timeline = Timeline(trainer, past=session.past)
    timeline.visit(timeline.branches.nearest(10, 0), lambda: None)
    trainer.run(2)
    return _bytes_of(opened.dataset) + path.stat().st_size


def _bytes_of(dataset: Dataset) -> int:
    # Samples are kept as they are, and as numbers of eight bytes for training.
    return 8 * (dataset.inputs.size + dataset.targets.size)


def complaint(
    path: Path, use: Callable[[Path], Found] = use
) -> tuple[str, Found | None]:
    """Return what is wrong with how a file is used, or ""; and what became of it."""
    tracemalloc.reset_peak()
    before = tracemalloc.get_traced_memory()[0]
    began = time.process_time()
    try:
        found = use(path)
    except Exception:  # noqa: BLE001 (whatever it is, it is what is looked for)
        return traceback.format_exc(), None
    took = time.process_time() - began
    peak = tracemalloc.get_traced_memory()[1] - before
    said = found.refused or ""
    if len(said) > 300 or not said.isprintable():
        return f"no short line: {said[:400]!r}", found
    if took > SECONDS:
        return f"{took:.1f} s", found
    if peak > MEMORY + COPIES * found.honest:
        return f"{peak >> 20} MiB, of which {found.honest >> 20} are its own", found
    return "", found


def command_complaint(path: Path) -> str:
    """Return what is wrong with how the real command refuses a file, or ""."""
    words = {".json": ("train", "--config"), ".nnviz": ("replay",)}
    start = words.get(path.suffix, ("train", "--iterations", "1", "--dataset"))
    return refused_badly(process(*start, path))


def refused_badly(done: Done) -> str:
    """Return what is wrong with how a command has refused something, or ""."""
    if done.returncode == 2 and done.stderr.count("\n") == 1 and not done.stdout:
        return ""
    return f"status {done.returncode}: {done.stderr[:2000]}"


class Source(Protocol):
    """Makes damaged files."""

    def next(self) -> tuple[str, Path]:
        """Make a file, and return what was done to it and where it is."""


def try_damaged(
    source: Source,
    use: Callable[[Path], Found],
    by_command: Callable[[Path], str],
) -> Iterator[Tried]:
    """Yield damaged files as they were tried, without an end.

    Parameters
    ----------
    use
        Opens a file, as the window does.
    by_command
        Returns what is wrong with how the real command refuses a file, or ""; asked of
        some of those that are refused.
    """
    tracemalloc.start()
    for number in count():
        way, path = source.next()
        faulthandler.dump_traceback_later(HANGS, exit=True)
        wrong, found = complaint(path, use)
        refused = found is not None and found.refused is not None
        if not wrong and refused and number % COMMANDS == 0:
            wrong = by_command(path)
        faulthandler.cancel_dump_traceback_later()
        yield Tried(path, f"{way}, {'refused' if refused else 'read'}", wrong)


def _tries(folder: Path, seed: int) -> Iterator[Tried]:
    return try_damaged(Mutations(folder, seed), use, command_complaint)


if __name__ == "__main__":
    sys.exit(try_many("tests.mutated_files", __doc__, _tries))
