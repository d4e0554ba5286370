"""Lies in HDF5 and in Keras's files: filters, links, shapes and descriptions."""

import io
import json
import random
import zlib
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import h5py
import numpy as np

from tests.lies.lying_archives import lying_zip
from tests.lies.lying_arrays import CANARY
from tests.lies.lying_text import STRANGE, lying_json, lying_value

_KINDS = (
    *("<f8", ">f8", "<f2", "<i8", "<u8", "i1", "S5", "?", "<c16", "O"),
    np.dtype([("a", "<f8"), ("b", "<i4")]),
    np.longdouble,
)


def lying_h5(chance: random.Random, data: bytes) -> bytes:
    """Return an HDF5 file that lies."""
    made = io.BytesIO(data)
    with h5py.File(made, "r+") as file:
        sets: list[str] = []
        file.visititems(
            lambda name, item: (
                sets.append(name) if isinstance(item, h5py.Dataset) else None
            )
        )
        for _ in range(chance.choice((1, 1, 2))):
            name = chance.choice(sets)
            # Not every lie can be told of every array.
            with suppress(TypeError, ValueError, OSError, RuntimeError, KeyError):
                if name in file:
                    chance.choice(_LIES)(chance, file, name)
    return made.getvalue()


def _shape(chance: random.Random, file: Any, name: str) -> None:
    """Put a data set of another shape or type, or one that was never written."""
    del file[name]
    shape = chance.choice(
        (
            *((), (0,), (2, 0), (3,), (1,) * 9, (2, 3, 4), (2**20, 2**20), (2**62,)),
            *((2**31, 2), (2**40, 2**40)),
        )
    )
    kind = chance.choice(_KINDS)
    kind = h5py.string_dtype() if kind == "O" else kind
    large = int(np.prod(shape, dtype=object)) > 10_000
    more = {"chunks": tuple(min(8, max(1, n)) for n in shape)} if large else {}
    if large or chance.random() < 0.3:
        file.create_dataset(name, shape, kind, **more)
    else:
        file.create_dataset(name, data=np.ones(shape).astype(kind))


def _filter(chance: random.Random, file: Any, name: str) -> None:
    """Store a data set in chunks that are not what their filters say."""
    del file[name]
    side = chance.choice((4, 64, 512))
    made = file.create_dataset(
        name,
        (side, side),
        "f8",
        chunks=(side, side),
        compression="gzip",
        shuffle=chance.random() < 0.5,
        fletcher32=chance.random() < 0.5,
    )
    lengths = (side * side * 8, 8, side * side * 800)
    raw = zlib.compress(bytes(chance.choice(lengths)))
    raw = chance.choice((raw, raw[:-3], b"\xff" * 40, b"x"))
    made.id.write_direct_chunk((0, 0), raw, chance.choice((0, 0, 1, 2, 7)))


def _value(chance: random.Random, file: Any, name: str) -> None:
    """Put no number, or too large a one, into an array."""
    values = np.asarray(file[name], np.float64)
    if values.size and values.dtype.kind == "f":
        worst = (np.nan, np.inf, -np.inf, 1e308, 1e39)
        values.reshape(-1)[chance.randrange(values.size)] = chance.choice(worst)
        del file[name]
        file[name] = values


def _link(chance: random.Random, file: Any, name: str) -> None:
    """Put a link in the place of an array: to elsewhere, to nowhere, round, or deep."""
    match chance.randrange(6):
        case 0:
            del file[name]
            file[name] = h5py.ExternalLink(str(CANARY), "/x")
        case 1:
            del file[name]
            file[name] = h5py.SoftLink(chance.choice((f"/{name}", "/nowhere", "/")))
        case 2:
            file[f"{name}_again"] = file[name]
            file["round"] = file["/"]
        case 3:
            del file[name]
            where = [(chance.choice(("/etc/passwd", str(CANARY))), 0, 800)]
            file.create_dataset(name, (10, 10), "f8", external=where)
        case 4:
            layout = h5py.VirtualLayout((10, 10), "f8")
            layout[:] = h5py.VirtualSource("/etc/passwd", "x", (10, 10))
            del file[name]
            file.create_virtual_dataset(name, layout)
        case _:
            file.create_group("/".join(["a"] * chance.choice((30, 30, 70, 400))))


def _many(chance: random.Random, file: Any, name: str) -> None:
    """Have more arrays than a network has, or strange names."""
    if chance.random() < 0.01:
        for k in range(10_500):
            file[f"more/{k}"] = 1.0
        return
    strange = chance.choice([word for word in STRANGE if word.strip("\0./")])
    file[strange.replace("\0", "")] = file[name]


def _words(chance: random.Random, file: Any, _name: str) -> None:
    """Describe another model, or describe it by something else than a text."""
    groups = [file]
    file.visititems(lambda _, item: groups.append(item) if item.attrs else None)
    of = chance.choice([one for one in groups if len(one.attrs)] or [file])
    key = chance.choice(list(of.attrs) or ["model_config"])
    said: Any = of.attrs.get(key)
    if key in ("model_config", "nnviz_model") and chance.random() < 0.7:
        of.attrs[key] = lying_json(chance, str(said).encode()).decode(errors="replace")
        return
    of.attrs[key] = chance.choice(
        (
            *(1, np.nan, np.ones(3), np.void(b"\xff\0"), b"\xff\xfe", "x" * 5000),
            *(np.array(["a", "b"], "S1"), h5py.Empty("f8"), "\x1b[2J", "{}", "[]"),
        )
    )


def _bytes(chance: random.Random, file: Any, _name: str) -> None:
    """Have a large array that is next to nothing in the file."""
    side = chance.choice((256, 2048))
    file.create_dataset("large", (side, side), "f8", compression="gzip", fillvalue=0.5)
    if chance.random() < 0.5:
        file["large"][...] = 0.0


_LIES: tuple[Callable[[random.Random, Any, str], None], ...] = (
    *(_shape, _shape, _filter, _filter, _value, _link, _link, _many),
    *(_words, _words, _words, _bytes),
)


def lying_keras(chance: random.Random, data: bytes) -> bytes:
    """Return a file of Keras that lies in its description, its weights or its sizes."""
    return lying_zip(
        chance,
        data,
        {"config.json": _lying_config, "data.json": lying_json, ".h5": lying_h5},
    )


def _lying_config(chance: random.Random, data: bytes) -> bytes:
    config = json.loads(data)
    layers = config["config"]["layers"]
    match chance.randrange(7):
        case 0:
            layers.insert(1, chance.choice(layers))
        case 1:
            chance.choice(layers)["config"]["name"] = chance.choice(STRANGE)
        case 2:
            chance.choice(layers)["class_name"] = chance.choice(
                ("Lambda", "Conv2D", "LSTM", "Dense", "Activation", "ELU", "\x1b[2J")
            )
        case 3:
            chance.choice(layers)["config"]["activation"] = chance.choice(
                ("exp(exp(x))", "x" * 4000, {"class_name": "Lambda", "config": {}}, [1])
            )
        case 4:
            return json.dumps(_functional(chance, config)).encode(errors="replace")
        case 5:
            chance.choice(layers)["registered_name"] = "os>system"
            chance.choice(layers)["module"] = "os"
        case _:
            return lying_json(chance, data)
    return json.dumps(config).encode(errors="replace")


def _functional(chance: random.Random, config: Any) -> Any:
    """Return a model as a graph, whose layers may feed each other in a circle."""
    layers = config["config"]["layers"]
    names = [layer["config"]["name"] for layer in layers]
    for number, layer in enumerate(layers):
        before = names[number - 1] if number else chance.choice((None, names[-1]))
        if chance.random() < 0.2:
            before = chance.choice((*names, "nowhere"))
        history = {"class_name": "__keras_tensor__", "config": {}}
        history["config"] = {"keras_history": [before, 0, 0]}
        layer["inbound_nodes"] = [{"args": [history]}] if before else []
    config["class_name"] = "Functional"
    config["config"]["output_layers"] = [[names[-1], 0, 0]]
    return lying_value(chance, config) if chance.random() < 0.5 else config
