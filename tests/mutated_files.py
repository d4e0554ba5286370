"""Damages files of all kinds that nnviz reads, and looks at what it makes of them.

``python -m tests.mutated_files --count 30000 --seed 7``. Files are cut, have bytes
flipped or put in, lie about themselves with a right checksum, or unpack to far more
than they are. Each must be read, or refused in one line, within five seconds of
processor time and 64 MiB beyond what it honestly holds. What is not so is printed and
ends it with status 1; its file is kept.
"""

import faulthandler
import gzip
import json
import os
import random
import sys
import traceback
import tracemalloc
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from nnviz.cli.options import config_from
from nnviz.core.errors import InputError
from nnviz.data.dataset import Dataset
from nnviz.data.readers.columns.look import to_dataset
from nnviz.files.opening import OpenedSession, OpenedTable, open_file
from nnviz.files.tensors import checksum
from nnviz.session.run_parts import load_data
from nnviz.session.settings.defaults import resolve
from nnviz.session.timeline.timeline import Timeline
from nnviz.session.trainer import Trainer
from tests.cli.command import Done, process
from tests.damage import Damage
from tests.files.test_hostile_sessions import JUNK, changed, parts, places, rewritten
from tests.lies.lying_archives import Lie
from tests.lies.lying_arrays import CANARY, lying_npy, lying_npz
from tests.lies.lying_tables import lying_arff, lying_parquet, lying_xlsx, lying_zipped
from tests.lies.lying_text import lying_cells, lying_json
from tests.many_files import Tried, try_many
from tests.whole_files import idx, npz, whole, zipped

SECONDS = 5.0
"""The most processor time for a file."""

MEMORY = 64 << 20
"""The most bytes beyond those that a file honestly holds."""

COPIES = 4
"""How many times what a file honestly holds may be in memory at once."""

HANGS = 120
"""Seconds after which a file that is still being read ends the script."""

COMMANDS = 2000
"""Of so many files, one is given to the real command, which takes a second."""

TRACED = 10
"""Of so many files, of one it is traced what memory Python asks for."""

SLOWER = 3
"""How many times as long what is traced may take."""

IMAGES, LABELS = "x-images-idx3-ubyte", "x-labels-idx1-ubyte"

BOMBS = ("csv.gz", "idx.gz", "npz", "zip", "xlsx", "json", "nnviz")
"""The formats in which little can be much."""


def _packed_cells(chance: random.Random, data: bytes) -> bytes:
    return gzip.compress(lying_cells(chance, gzip.decompress(data)), 1)


LIES: dict[str, Lie] = {
    "npz": lying_npz,
    "npy": lying_npy,
    "json": lying_json,
    "csv": lying_cells,
    "csv.gz": _packed_cells,
    "arff": lying_arff,
    "parquet": lying_parquet,
    "xlsx": lying_xlsx,
    "zip": lying_zipped,
}

_SILENT = (DeprecationWarning, PendingDeprecationWarning, ImportWarning)
"""Warnings that Python keeps to itself."""

_CLEAR = Path("/proc/self/clear_refs")
"""Where Linux is told to forget how much memory a process had at most."""


def ending(name: str) -> str:
    """Return the format of a file by its name."""
    return name.replace("-ubyte", ".idx").partition(".")[2]


FORMATS = tuple(sorted(set(map(ending, whole()))))


@dataclass(frozen=True, slots=True)
class Found:
    """What became of a file: what it honestly holds, in bytes, or why it is refused."""

    honest: int
    refused: str | None


class Mutations:
    """Makes damaged files in a folder; which ones is settled by the seed.

    ``only`` is the ending of the one format to damage, or "" for all in turn.
    """

    def __init__(self, folder: Path, seed: int, only: str = "") -> None:
        self._folder, self._random = folder, random.Random(seed)
        self._damage = Damage(self._random)
        self._whole = whole()
        self._only = [only] if only else list(FORMATS)
        self._lies: dict[str, Callable[[], Path]] = {
            "nnviz": self._lying_session,
            "idx": self._lying_images,
            "idx.gz": self._lying_packed_images,
        }

    def next(self) -> tuple[str, Path]:
        """Make a file, and return what was done to it and where it is."""
        self._written(LABELS, idx(0x801, 30))
        self._written(f"{LABELS}.gz", gzip.compress(idx(0x801, 30)))
        form, chance = self._random.choice(self._only), self._random.random()
        if chance < 0.004 and form in BOMBS:
            return f"{form}, bomb", self._bomb(form)
        if chance < 0.4 and form in self._lies:
            return f"{form}, lie", self._lies[form]()
        names = [name for name in self._whole if ending(name) == form]
        name = self._random.choice(names)
        if chance < 0.6 and form in LIES:
            lie = LIES[form](self._random, self._whole[name])
            return f"{form}, lie", self._written(name, lie)
        said, damaged = self._damage.done(self._whole[name])
        path = self._written(name, damaged)
        if LABELS in name:
            path = self._written(IMAGES + name.removeprefix(LABELS), self._images(name))
        return f"{form}, {said}", path

    def _images(self, labels: str) -> bytes:
        """Return whole images, whose labels are damaged."""
        return self._whole[IMAGES + labels.removeprefix(LABELS)]

    def _written(self, name: str, data: bytes) -> Path:
        path = self._folder / name
        path.write_bytes(data)
        return path

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

    def _lying_images(self) -> Path:
        return self._written(IMAGES, self._lie_of_images())

    def _lying_packed_images(self) -> Path:
        return self._written(f"{IMAGES}.gz", gzip.compress(self._lie_of_images()))

    def _lie_of_images(self) -> bytes:
        pick = self._random.choice
        shape = tuple(pick((0, 1, 4, 30, 2**16, 2**31, 2**32 - 1)) for _ in range(3))
        return idx(pick((0x803, 0x801, 0x803, 0x903, 0)), *shape, size=480)

    def _bomb(self, form: str) -> Path:
        """Write a small file that unpacks to up to 600 MiB."""
        many = self._random.randrange(1, 600)
        if form == "csv.gz":
            part = self._random.choice((b"0,0,1\n", b"1,", b"\n", b'"', b"\0"))
            data = part * ((1 << 20) // len(part))
            return self._written("bomb.csv.gz", _packed(b"a,b,c\n", data, many))
        if form == "idx.gz":
            start = idx(0x803, many << 10, 32, 32, size=0)
            labels = _packed(idx(0x801, many << 10, size=0), bytes(1024), many)
            self._written(f"{LABELS}.gz", labels)
            return self._written(f"{IMAGES}.gz", _packed(start, bytes(1 << 20), many))
        if form == "npz":
            values = np.zeros((many << 7, 1 << 7))
            return self._written("bomb.npz", npz(inputs=values, targets=values[:, 0]))
        if form in ("zip", "xlsx"):
            rows = b"0,0,1\n" * (many * 29_000)
            member = "train_csv" if form == "zip" else "xl/workbook_xml"
            return self._written(f"bomb.{form}", zipped(**{member: b"a,b,c\n" + rows}))
        if form == "json":
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
    memory = Memory()
    began = _processor_time()
    try:
        with warnings.catch_warnings(record=True) as warned:
            found = use(path)
    except Exception:  # noqa: BLE001 (whatever it is, it is what is looked for)
        return traceback.format_exc(), None
    took = _processor_time() - began
    peak = memory.peak()
    said = found.refused or ""
    shown = [one for one in warned if not issubclass(one.category, _SILENT)]
    if shown:
        return f"it warns: {shown[0]}", found
    if len(said) > 300 or not said.isprintable():
        return f"no short line: {said[:400]!r}", found
    if took > SECONDS * (SLOWER if tracemalloc.is_tracing() else 1):
        return f"{took:.1f} s", found
    if peak > MEMORY + COPIES * found.honest:
        return f"{peak >> 20} MiB, of which {found.honest >> 20} are its own", found
    return "", found


def _processor_time() -> float:
    """Return the seconds that this process and those it has started have taken."""
    return sum(os.times()[:4])


class Memory:
    """How much memory was taken at once since it was made.

    What Python and NumPy have asked for, where that is traced; otherwise what the
    system has given to the process, other libraries included.
    """

    def __init__(self) -> None:
        self._is_traced = tracemalloc.is_tracing()
        if self._is_traced:
            tracemalloc.reset_peak()
            self._before = tracemalloc.get_traced_memory()[0]
        else:
            _CLEAR.write_text("5")
            self._before = _status("VmRSS")

    def peak(self) -> int:
        """Return the bytes."""
        if self._is_traced:
            return tracemalloc.get_traced_memory()[1] - self._before
        return _status("VmHWM") - self._before


def _status(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    line = next(line for line in lines if line.startswith(name))
    return int(line.split()[1]) << 10


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
    for number in count():
        way, path = source.next()
        # Tracing takes three times as long as what it traces.
        if number % TRACED == 0 or not _CLEAR.exists():
            tracemalloc.start()
        # Setting it takes longer than most files.
        if number % 20 == 0:
            faulthandler.dump_traceback_later(HANGS, exit=True)
        wrong, found = complaint(path, use)
        tracemalloc.stop()
        refused = found is not None and found.refused is not None
        if CANARY.exists():
            CANARY.unlink()
            wrong = f"it was executed; {wrong}"
        if not wrong and refused and number % COMMANDS == 0:
            wrong = by_command(path)
        yield Tried(path, f"{way}, {'refused' if refused else 'read'}", wrong)


def _tries(folder: Path, seed: int, only: str) -> Iterator[Tried]:
    return try_damaged(Mutations(folder, seed, only), use, command_complaint)


if __name__ == "__main__":
    sys.exit(try_many("tests.mutated_files", __doc__, _tries, FORMATS))
