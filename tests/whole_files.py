"""A file of every kind that data, settings and runs are read from, undamaged."""

import gzip
import io
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pyarrow
import pyarrow.parquet

from nnviz.session.settings.presets import PRESETS

GOLDEN = Path(__file__).parent / "files" / "golden"


def idx(magic: int, *shape: int, size: int | None = None) -> bytes:
    header = b"".join((n % 2**32).to_bytes(4, "big") for n in (magic, *shape))
    count = int(np.prod(shape)) if size is None else size
    return header + (np.arange(count) % 10).astype(np.uint8).tobytes()


def npz(**arrays: Any) -> bytes:
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


def table(rows: int = 40) -> bytes:
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


def zipped(**members: bytes) -> bytes:
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


def whole() -> dict[str, bytes]:
    """Return a file of every kind, by its name."""
    config = PRESETS["circle"].config.changed(dataset="xor", hidden=(3, 2))
    pixels = np.arange(25 * 64, dtype=np.uint8).reshape(25, 8, 8)
    values = np.arange(60.0).reshape(20, 3)
    return {
        "a.csv": table(),
        "b.csv.gz": gzip.compress(table()),
        "c.npz": npz(inputs=values, targets=np.array(["a", "b"] * 10)),
        "d.npz": npz(
            x_train=pixels[:20],
            y_train=np.arange(20) % 3,
            x_test=pixels[20:],
            y_test=np.arange(5) % 3,
        ),
        "x-images-idx3-ubyte": idx(0x803, 30, 4, 4),
        "x-images-idx3-ubyte.gz": gzip.compress(idx(0x803, 30, 4, 4)),
        "x-labels-idx1-ubyte": idx(0x801, 30),
        "x-labels-idx1-ubyte.gz": gzip.compress(idx(0x801, 30)),
        "format1.nnviz": (GOLDEN / "format1.nnviz").read_bytes(),
        "format2.nnviz": (GOLDEN / "format2.nnviz").read_bytes(),
        "e.json": config.to_json().encode(),
        "f.csv": _WORDS,
        "g.csv": _WORDS.decode().encode("utf-16"),
        "h.arff": _ARFF,
        "i.npy": _npy(values),
        "j.npy": _npy(np.rec.fromarrays([values[:, 0], values[:, 1]], names="a,b")),
        "k.zip": zipped(train_csv=table(), test_csv=table(10)),
        "l.xlsx": _workbook(),
        "m.parquet": _parquet(),
    }
