"""Lies about arrays: types, shapes and lengths in NPY, NPZ, safetensors and IDX."""

import json
import pickle
import random
import struct
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import numpy as np

from tests.lies.lying_archives import lying_zip
from tests.lies.lying_text import STRANGE, junk, lying_json, lying_value

CANARY = Path(gettempdir()) / "nnviz-has-executed-a-file"
"""What a file writes that is unpickled or executed."""

TYPES = (
    *("<f8", "<f4", "|u1", "<U3", ">U2", "|O", "<c16", "|S4", "<M8[s]", "|V8", "<f2"),
    *(
        "|b1",
        [("a", "<f8")],
        "<f16",
        ">f8",
        "nonsense",
        "",
        "<i8",
        "<u8",
        "|U999999999",
    ),
)

SHAPES = (
    *("(20,)", "(20, 3)", "(0,)", "()", "(20, 0)", "(-1, 3)", "(20, 3, 3)", "(2**3,)"),
    *("(99999999999999999999,)", "(True, 3)", "'x'", "(20, 3, 3, 1)", "(1e3,)"),
    *("(2147483648, 2147483648)", "(99999999, 99)", "(4294967296, 4294967296, 4)"),
    *("(-2, -3)", "(0, 9223372036854775807)", "(1,) * 40", "(2, 3", "(2, 3)", "(3,)"),
    *("[2, 3]", "(" * 90 + ")" * 90, "(nan,)", "(None,)", "(6,)", "(1, 6)"),
)

_LENGTHS = (0, 1, -1, -5, 2**31, 2**32, 2**62, 2**63, 2**64, 1.5, "3", None, True, 6)


class _Executed:
    """Writes a file when it is unpickled."""

    def __reduce__(self) -> tuple[Any, ...]:
        return open, (str(CANARY), "w")


def pickled() -> bytes:
    """Return what must never be unpickled."""
    return pickle.dumps(_Executed())


def lying_npy(chance: random.Random, data: bytes) -> bytes:
    """Return an NPY file whose header does not fit its bytes."""
    if not data.startswith(b"\x93NUMPY"):
        return data
    size = 2 if data[6] == 1 else 4
    length = int.from_bytes(data[8 : 8 + size], "little")
    header, rest = (
        data[8 + size : 8 + size + length].decode("latin-1"),
        data[8 + size + length :],
    )
    if chance.random() < 0.05:
        return _npy(
            "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", pickled()
        )
    words = {
        "descr": repr(header.partition("'descr': ")[2].partition(", 'fort")[0]),
        "fortran_order": header.partition("order': ")[2].partition(",")[0],
        "shape": header.partition("'shape': ")[2].partition(", }")[0],
    }
    words["descr"] = words["descr"].strip("\"'").join("''")
    for _ in range(chance.choice((1, 1, 2))):
        match chance.randrange(6):
            case 0:
                words["descr"] = repr(chance.choice(TYPES))
            case 1:
                words["fortran_order"] = chance.choice(("True", "1", "None", "[]"))
            case 2 | 3:
                words["shape"] = chance.choice(SHAPES)
            case 4:
                words[chance.choice(("", "more", "descr", "shape"))] = repr(
                    chance.choice((*STRANGE, 1, None))
                )
            case _:
                values = np.frombuffer(rest[: len(rest) // 8 * 8]).copy()
                if values.size:
                    values[chance.randrange(values.size)] = chance.choice(
                        (np.nan, np.inf, -np.inf, 1e308, 5e-324)
                    )
                rest = chance.choice((values.tobytes(), rest[:-1], rest + b"\0" * 64))
    text = "{" + ", ".join(f"{name!r}: {said}" for name, said in words.items()) + ", }"
    return _npy(text, rest, chance)


def _npy(text: str, rest: bytes, chance: random.Random | None = None) -> bytes:
    header = text.encode("utf-8", errors="replace") + b"\n"
    version, length = 1, len(header)
    if chance is not None and chance.random() < 0.1:
        version = chance.choice((0, 2, 3, 9))
        length = chance.choice((length, 0, 2**31, length + 1)) if version else length
    size = 2 if version == 1 else 4
    length %= 256**size
    start = b"\x93NUMPY" + bytes((version, 0)) + length.to_bytes(size, "little")
    return start + header + rest


def lying_npz(chance: random.Random, data: bytes) -> bytes:
    """Return an NPZ file that lies about its members, or about an array of them."""
    return lying_zip(chance, data, {".npy": lying_npy})


def lying_safetensors(chance: random.Random, data: bytes) -> bytes:
    """Return a safetensors file whose header does not fit its bytes."""
    length = int.from_bytes(data[:8], "little")
    header, rest = json.loads(data[8 : 8 + length]), bytearray(data[8 + length :])
    names = [name for name in header if name != "__metadata__"]
    chosen = chance.choice(names)
    match chance.randrange(10):
        case 0 | 1:
            entry, key = header[chosen], chance.choice(("shape", "data_offsets"))
            at = chance.randrange(len(entry[key]) or 1)
            entry[key][at : at + 1] = [chance.choice(_LENGTHS)]
        case 2:
            header[chosen]["dtype"] = chance.choice(
                ("F64", "F32", "F16", "BF16", "F8_E4M3", "I64", "U8", "BOOL", "C64", "")
            )
        case 3:
            name = chance.choice(STRANGE)
            header[name] = header.pop(chosen)
        case 4:
            # Two names for the same bytes, or gaps between them.
            header[chance.choice((*STRANGE, "W9"))] = header[chance.choice(names)]
        case 5:
            empty = {"dtype": "F64", "shape": [0], "data_offsets": [len(rest)] * 2}
            count = chance.choice((3, 3, 9, 50, 99, 11_000))
            header |= {f"e{k}": empty for k in range(count)}
        case 6:
            worst = struct.pack("<d", chance.choice((np.nan, np.inf, 1e308, -1e308)))
            at = chance.randrange(max(1, len(rest) // 8)) * 8
            rest[at : at + 8] = worst
        case 7 if "nnviz_model" in header.get("__metadata__", {}):
            card = header["__metadata__"]["nnviz_model"].encode()
            header["__metadata__"]["nnviz_model"] = lying_json(chance, card).decode(
                errors="replace"
            )
        case 8:
            header["__metadata__"] = chance.choice((junk(chance), {"a": junk(chance)}))
        case _:
            header = lying_value(chance, header)
    text = json.dumps(header).encode(errors="replace")
    if chance.random() < 0.08:
        text = lying_json(chance, text)
    length = len(text)
    if chance.random() < 0.06:
        length = chance.choice((0, length - 1, length + 8, 2**31, 2**63, 2**64 - 1))
    return length.to_bytes(8, "little") + text + bytes(rest)
