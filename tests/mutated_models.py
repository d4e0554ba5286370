"""Damages models in every format that nnviz reads, and looks at what it makes of them.

``python -m tests.mutated_models --count 30000 --seed 7``. Files are cut, have bytes
flipped or put in, have other words in the place of their own, or lie as those in
`tests.lies` do. The bounds are those of `tests.mutated_files`. What nnviz reads in
processes of their own is read in copies of this one, and sometimes by the command.
"""

import importlib.util
import io
import os
import random
import signal
import sys
import tempfile
import traceback
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NoReturn
from unittest.mock import patch

import numpy as np

from nnviz.core.errors import InputError
from nnviz.models.opened_model import open_model, save_model
from nnviz.models.weights import ModelChoices, ModelQuestionError
from tests.cli.command import process
from tests.damage import Damage
from tests.lies.lying_archives import Lie
from tests.lies.lying_arrays import lying_npz, lying_safetensors
from tests.lies.lying_hdf5 import lying_h5, lying_keras
from tests.lies.lying_matlab import lying_mat
from tests.lies.lying_onnx import lying_onnx
from tests.lies.lying_text import lying_cells, lying_json
from tests.many_files import Tried, try_many
from tests.models.random_models import random_model
from tests.mutated_files import Found, ending, refused_badly, try_damaged

FORMATS = ("safetensors", "npz", "json", "onnx", "txt", "keras", "h5", "mat")
"""Without those of PyTorch, which nnviz gives to PyTorch."""

LIES: Mapping[str, Lie] = {
    "safetensors": lying_safetensors,
    "npz": lying_npz,
    "json": lying_json,
    "onnx": lying_onnx,
    "txt": lying_cells,
    "keras": lying_keras,
    "h5": lying_h5,
    "mat": lying_mat,
}

CHOICES = (
    ModelChoices(),
    ModelChoices(("tanh", "linear")),
    ModelChoices(("tanh", "linear"), "rows"),
)
"""What is said of a model in turn, as long as something is asked."""


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
    """Makes damaged ones of these files in a folder; which is settled by the seed.

    ``only`` is the ending of the one format to damage, or "" for all in turn. Of those
    that have a lie, more than half are lies.
    """

    def __init__(
        self,
        folder: Path,
        seed: int,
        only: str,
        files: Mapping[str, bytes],
        lies: Mapping[str, Lie] = LIES,
    ) -> None:
        self._lies = lies
        self._folder, self._random = folder, random.Random(seed)
        self._damage = Damage(self._random)
        self._files = {
            name: data for name, data in files.items() if only in ("", ending(name))
        }

    def next(self) -> tuple[str, Path]:
        """Make a file, and return what was done to it and where it is."""
        name = self._random.choice(list(self._files))
        lie = self._lies.get(ending(name))
        if lie is not None and self._random.random() < 0.6:
            said, damaged = "lie", lie(self._random, self._files[name])
        else:
            said, damaged = self._damage.done(self._files[name])
        path = self._folder / name
        path.write_bytes(damaged)
        return f"{ending(name)}, {said}", path


def run_forked(
    code: str, arguments: list[str], *, limit: float = 60.0, at: str | None = None
) -> str:
    """Run code in a copy of this process, which has loaded its libraries already.

    As ``nnviz.models.children.run_code`` does, in milliseconds instead of a second.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        child = os.fork()
        if not child:
            os.dup2(out.fileno(), 1)
            os.dup2(errors.fileno(), 2)
            signal.alarm(round(limit))
            _run_and_end(code, arguments)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        out.seek(0)
        errors.seek(0)
        if status:
            said = errors.read().decode(errors="replace").strip().splitlines()
            raise InputError(said[-1] if said else f"ended with {status}")
        return out.read().decode(errors="replace")


def _run_and_end(code: str, arguments: list[str]) -> NoReturn:
    """Do what Python does with its option ``-c``."""
    sys.argv = ["-c", *arguments]
    sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
    status = 0
    try:
        exec(code, {"__name__": "__main__"})
    except SystemExit as end:
        sys.stderr.write(str(end))
        status = 1
    except BaseException:  # noqa: BLE001 (as Python does)
        traceback.print_exc()
        status = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


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


def _tries(folder: Path, seed: int, only: str) -> Iterator[Tried]:
    with patch("nnviz.models.foreign_arrays.run_code", run_forked):
        mutations = ModelMutations(folder, seed, only, whole())
        yield from try_damaged(mutations, use_model, _command_complaint)


if __name__ == "__main__":
    sys.exit(try_many("tests.mutated_models", __doc__, _tries, FORMATS))
