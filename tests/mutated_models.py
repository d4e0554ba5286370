"""Damages models in every format that nnviz reads, and looks at what it makes of them.

``python -m tests.mutated_models --count 30000 --seed 7``. Files are cut, have bytes
flipped or put in, or have other words in the place of their own: types, shapes, names
of layers, functions. The bounds are those of `tests.mutated_files`.
"""

import importlib.util
import io
import random
import re
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np

from nnviz.core.errors import InputError
from nnviz.models.opened_model import open_model, save_model
from nnviz.models.weights import ModelChoices, ModelQuestionError
from tests.cli.command import process
from tests.many_files import Tried, try_many
from tests.models.random_models import random_model
from tests.mutated_files import Found, refused_badly, try_damaged

SELDOM = (".keras", ".h5", ".mat")
"""Formats that are read in a process of their own, which takes a second each."""

RARITY = 100
"""How much more seldom these are tried."""

CHOICES = (
    ModelChoices(),
    ModelChoices(("tanh", "linear")),
    ModelChoices(("tanh", "linear"), "rows"),
)
"""What is said of a model in turn, as long as something is asked."""

WORDS = re.compile(rb"[A-Za-z_]{3,}|\d+")

OTHER = (
    *(b"0", b"-1", b"99999999999", b"1e999", b"null", b"Lambda", b"Conv", b"LSTM"),
    *(b"F64", b"BF16", b"I8", b"x", b"", b"os", b"keras.utils", b"Dense", b"tanh"),
    *(b"exec(x)", b"x" * 5000, b"[" * 3000, b"sqrt(sqrt(x))", b"x^x^x^x", b"1/x"),
    *(b"'<f8'", b"'|O'", b"(99999999, 99999999)", b"True", b"Loop", b"Softmax"),
)


def whole() -> dict[str, bytes]:
    """Return a model in every format that this Python can write and read."""
    with tempfile.TemporaryDirectory() as folder:
        files = {}
        for ending in (".safetensors", ".npz", ".json", ".onnx", ".keras", ".h5"):
            path = Path(folder) / f"model{ending}"
            with suppress(InputError):
                save_model(random_model(6, activations=("tanh", "leaky_relu")), path)
                files[path.name] = path.read_bytes()
    weights = {"W1": np.eye(3)[:2], "b1": np.ones(2), "W2": np.ones((1, 2))}
    packed = io.BytesIO()
    np.savez_compressed(packed, **weights)  # type: ignore[arg-type]
    files["weights.npz"] = packed.getvalue()
    files["weights.txt"] = b"W1\n1,2,3\n4,5,6\n\nb1\n1,2\n\n3;4\n\n0.5\n"
    if importlib.util.find_spec("scipy") is not None:
        from scipy.io import savemat

        for name, more in (("packed", True), ("plain", False)):
            savemat(file := io.BytesIO(), weights, do_compression=more)
            files[f"{name}.mat"] = file.getvalue()
    return files


class ModelMutations:
    """Makes damaged models in a folder; which ones is settled by the seed."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._folder, self._random, self._whole = folder, random.Random(seed), whole()
        self._ways: dict[Callable[[bytearray], bytes], int] = {
            self._cut: 2,
            self._flip: 4,
            self._put_in: 1,
            self._say_otherwise: 4,
        }
        names = [name for name in self._whole if not name.endswith(SELDOM)]
        self._shares = dict.fromkeys(names, RARITY) | {
            name: 1 for name in self._whole if name.endswith(SELDOM)
        }

    def next(self) -> tuple[str, Path]:
        """Make a file, and return what was done to it and where it is."""
        shares = self._shares
        (name,) = self._random.choices(list(shares), list(shares.values()))
        (way,) = self._random.choices(list(self._ways), list(self._ways.values()))
        data = bytearray(self._whole[name])
        if (
            name.endswith((".npz", ".keras", ".nnvizlog"))
            and self._random.random() < 0.6
        ):
            damaged = self._within(data, way)
        else:
            damaged = way(data)
        path = self._folder / name
        path.write_bytes(damaged)
        return f"{name}, {way.__name__.strip('_').replace('_', ' ')}", path

    def _within(self, data: bytes, way: Callable[[bytearray], bytes]) -> bytes:
        """Damage a member of an archive, whose checksums then fit again."""
        with zipfile.ZipFile(io.BytesIO(data)) as files:
            members = {name: files.read(name) for name in files.namelist()}
        chosen = self._random.choice(list(members))
        members[chosen] = way(bytearray(members[chosen]))
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as files:
            for name, content in members.items():
                files.writestr(name, content)
        return made.getvalue()

    def _cut(self, data: bytearray) -> bytes:
        return bytes(data[: self._random.randrange(len(data))])

    def _flip(self, data: bytearray) -> bytes:
        for _ in range(self._random.choice((1, 1, 3, 10))):
            data[self._random.randrange(len(data))] ^= 1 << self._random.randrange(8)
        return bytes(data)

    def _put_in(self, data: bytearray) -> bytes:
        place = self._random.randrange(len(data))
        some = self._random.choices(b'\0\n",;\t1\xff\\[{e-', k=9)
        data[place:place] = bytes(some)
        return bytes(data)

    def _say_otherwise(self, data: bytearray) -> bytes:
        for _ in range(self._random.choice((1, 1, 2))):
            found = list(WORDS.finditer(bytes(data)))
            if found:
                word = self._random.choice(found)
                data[word.start() : word.end()] = self._random.choice(OTHER)
        return bytes(data)


def use_model(path: Path) -> Found:
    """Open a model, as the window and the commands do, and run it."""
    honest = path.stat().st_size
    for choices in CHOICES:
        try:
            with np.errstate(all="ignore"):
                model = open_model(path, choices).model
        except ModelQuestionError as error:
            refused = str(error)
        except InputError as error:
            return Found(honest, str(error))
        else:
            return Found(honest + 8 * model.network.parameters.size, None)
    return Found(honest, refused)


def _command_complaint(path: Path) -> str:
    done = process("convert", path, path.with_name("converted.json"))
    return refused_badly(done)


def _tries(folder: Path, seed: int) -> Iterator[Tried]:
    return try_damaged(ModelMutations(folder, seed), use_model, _command_complaint)


if __name__ == "__main__":
    sys.exit(try_many("tests.mutated_models", __doc__, _tries))
