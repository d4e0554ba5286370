"""The formats of models: how each is read and written, and what runs it to prove it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from nnviz.core.errors import InputError
from nnviz.core.types import Floats
from nnviz.files.trained_model import TrainedModel
from nnviz.models.array_files import (
    read_json_model,
    read_npz_model,
    read_safetensors,
    write_json_model,
    write_npz_model,
    write_safetensors,
)
from nnviz.models.children import can_run_keras, has_module, run_script
from nnviz.models.endings import KINDS
from nnviz.models.frameworks.keras_file import (
    read_h5,
    read_keras,
    write_h5,
    write_keras,
)
from nnviz.models.frameworks.onnx_file import read_onnx, write_onnx
from nnviz.models.frameworks.torch_file import read_torch, write_torch
from nnviz.models.matrix_files import read_csv_matrices, read_mat
from nnviz.models.model_building import FoundModel
from nnviz.models.model_card import ModelCard
from nnviz.models.scripts.c_header import c_header, run_c_header
from nnviz.models.scripts.script_text import read_back
from nnviz.models.scripts.scripts import keras_script, numpy_script, torch_script
from nnviz.models.weights import ModelChoices

Read = Callable[[Path, ModelChoices], FoundModel]
Write = Callable[[TrainedModel, Path], None]
Rerun = Callable[[Path, TrainedModel, Floats], FoundModel]


@dataclass(frozen=True, slots=True)
class ModelFormat:
    """A format of models.

    Attributes
    ----------
    ending
        The end of its files' names.
    read, write
        Read and write a file; None if this is not possible.
    rerun
        What runs a written file on rows (N, G), if reading it is not enough.
    """

    ending: str
    read: Read | None = None
    write: Write | None = None
    rerun: Rerun | None = None

    @property
    def words(self) -> str:
        """What it is, for people."""
        return KINDS[self.ending]


def _write_text(make: Callable[[TrainedModel], str]) -> Write:
    def write(model: TrainedModel, path: Path) -> None:
        path.write_text(make(model), "utf-8")

    return write


def _write_header(model: TrainedModel, path: Path) -> None:
    path.write_text(c_header(model, path.name.split(".")[0]), "utf-8")


def _script_run(module: str, words: str) -> Rerun:
    """Return what runs a script in a process of its own, if its library is there."""

    def rerun(script: Path, model: TrainedModel, rows: Floats) -> FoundModel:
        there = has_module(module)
        if module == "keras":
            there = can_run_keras(model.network.precision)
        if not there:
            found = read_back(model, script)
            runner = f"{found.runner} ({words} is not installed here)"
            return FoundModel(found.layers, found.card, runner=runner)
        outputs = run_script(script, rows)
        runner = f"the script, run with {words}"
        return FoundModel((), ModelCard.of(model), run=lambda _: outputs, runner=runner)

    return rerun


_ALL = (
    ModelFormat(".safetensors", read_safetensors, write_safetensors),
    ModelFormat(".npz", read_npz_model, write_npz_model),
    ModelFormat(".json", read_json_model, write_json_model),
    ModelFormat(".onnx", read_onnx, write_onnx),
    ModelFormat(".pt", read_torch, write_torch),
    ModelFormat(".pth", read_torch, write_torch),
    ModelFormat(".mat", read_mat),
    ModelFormat(".csv", read_csv_matrices),
    ModelFormat(".txt", read_csv_matrices),
    ModelFormat(".keras", read_keras, write_keras),
    ModelFormat(".h5", read_h5, write_h5),
    ModelFormat(".hdf5", read_h5, write_h5),
    ModelFormat(
        ".numpy.py",
        write=_write_text(numpy_script),
        rerun=_script_run("numpy", "NumPy"),
    ),
    ModelFormat(
        ".torch.py",
        write=_write_text(torch_script),
        rerun=_script_run("torch", "PyTorch"),
    ),
    ModelFormat(
        ".keras.py",
        write=_write_text(keras_script),
        rerun=_script_run("keras", "Keras"),
    ),
    ModelFormat(".h", write=_write_header, rerun=run_c_header),
)

FORMATS = {one.ending: one for one in _ALL}
"""Every format by its ending."""


def format_of(path: Path) -> ModelFormat:
    """Return the format of a file by its ending.

    Raises
    ------
    InputError
        If there is none of that ending.
    """
    name = path.name.lower()
    fitting = [one for ending, one in FORMATS.items() if name.endswith(ending)]
    if not fitting:
        raise InputError(
            f"{path}: not the ending of a model: use one of {', '.join(FORMATS)}"
        )
    return max(fitting, key=lambda one: len(one.ending))
