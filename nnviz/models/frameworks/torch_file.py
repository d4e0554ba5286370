"""State dictionaries of PyTorch, which PyTorch itself reads in a process of its own.

It is told to load weights alone, so nothing in a file is ever unpickled here.
"""

import tempfile
from pathlib import Path

import msgspec
import numpy as np

from nnviz.core.errors import InputError
from nnviz.core.types import Floats
from nnviz.data.readers.source import check_file
from nnviz.files.trained_model import TrainedModel
from nnviz.models.array_files import found_in, named_arrays, of_card, tensor_names
from nnviz.models.children import PYTHON, has_module, run_code
from nnviz.models.model_building import FoundModel
from nnviz.models.model_card import ModelCard
from nnviz.models.weights import ModelChoices

_READ = """
import json, pickle, sys
import numpy as np, torch
try:
    found = torch.load(sys.argv[1], weights_only=True, map_location="cpu")
except pickle.UnpicklingError:
    sys.exit("has more than weights in it, which could run any program, or is damaged: "
             "save model.state_dict()")
card = found.get("nnviz_model") if isinstance(found, dict) else None
for key in ("state_dict", "model_state_dict", "model"):
    if isinstance(found, dict) and isinstance(found.get(key), dict):
        found = found[key]
if not isinstance(found, dict):
    sys.exit("is no state dictionary: save model.state_dict()")
names = [k for k, v in found.items() if isinstance(v, torch.Tensor)]
def plain(tensor):
    tensor = tensor.detach()
    if tensor.dtype in (torch.bfloat16, torch.float16):
        tensor = tensor.float()
    return tensor.numpy()
np.savez(sys.argv[2], **{f"a{k}": plain(found[n]) for k, n in enumerate(names)})
print(json.dumps({"names": [str(n) for n in names], "card": card}))
"""

_WRITE = """
import sys
import numpy as np, torch
given = np.load(sys.argv[1], allow_pickle=False)
state = {name: torch.from_numpy(given[name]) for name in given.files}
with open(sys.argv[3], encoding="utf-8") as card:
    torch.save({"state_dict": state, "nnviz_model": card.read()}, sys.argv[2])
"""


class _StateSaid(msgspec.Struct):
    names: list[str]
    card: str | None = None


def read_torch(path: Path, choices: ModelChoices) -> FoundModel:
    """Read a state dictionary; its matrices are (O, I), as PyTorch has them.

    Raises
    ------
    InputError
        If PyTorch is not installed, or the file is no state dictionary.
    """
    check_file(path)
    _check_installed()
    with tempfile.TemporaryDirectory(prefix="nnviz-") as folder:
        result = Path(folder) / "arrays.npz"
        try:
            said = msgspec.json.decode(
                run_code(_READ, [str(path), str(result)]), type=_StateSaid
            )
            with np.load(result, allow_pickle=False) as read:
                arrays: dict[str, Floats] = {
                    name: read[f"a{k}"] for k, name in enumerate(said.names)
                }
        except (InputError, OSError, ValueError, KeyError) as error:
            raise InputError(f"cannot be loaded by PyTorch ({error})") from error
    if said.card is not None:
        return of_card(arrays, ModelCard.read(said.card), tensor_names)
    return found_in(arrays, choices, "rows")


def write_torch(model: TrainedModel, path: Path) -> None:
    """Write ``state_dict``, with the names of a Sequential called ``layers``.

    Raises
    ------
    InputError
        If PyTorch is not installed.
    """
    _check_installed()
    with tempfile.TemporaryDirectory(prefix="nnviz-") as folder:
        given, card = Path(folder) / "arrays.npz", Path(folder) / "card.json"
        arrays = named_arrays(model, tensor_names)
        with given.open("wb") as file:
            np.savez(file, allow_pickle=False, **arrays)
        card.write_text(ModelCard.of(model).text(), "utf-8")
        run_code(_WRITE, [str(given), str(path), str(card)])


def _check_installed() -> None:
    if not has_module("torch"):
        raise InputError(
            "PyTorch is not installed here, and only it reads such files safely: save "
            "the weights by safetensors.torch.save_file(model.state_dict(), "
            f"'model.safetensors'), or name a Python that has it in {PYTHON}"
        )
