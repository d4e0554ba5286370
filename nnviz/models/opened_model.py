"""Opens models of any format, and saves them; both are proven on rows of data."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from nnviz.core.errors import InputError
from nnviz.core.types import Floats
from nnviz.data.dataset import Dataset
from nnviz.files.atomic import write_atomically
from nnviz.files.session import ENDING
from nnviz.files.session_file import read_session
from nnviz.files.trained_model import TrainedModel, read_model
from nnviz.models.formats import ModelFormat, format_of
from nnviz.models.model_building import model_of
from nnviz.models.model_proof import ModelProof, prove, rows_for
from nnviz.models.weights import ModelChoices, ModelQuestionError
from nnviz.session.run_parts import load_data

_NOTHING_SAID = ModelChoices()


@dataclass(frozen=True, slots=True, eq=False)
class OpenedModel:
    """A model, where it is from, and the proof that it is the one of its file.

    ``dataset`` are the data of a session, if they are there; a session needs no proof.
    """

    path: Path
    model: TrainedModel
    proof: ModelProof | None = None
    dataset: Dataset | None = None


def open_model(path: Path, choices: ModelChoices = _NOTHING_SAID) -> OpenedModel:
    """Open the model of a file of any format.

    Raises
    ------
    ModelQuestionError
        If something must be said first.
    InputError
        If the file cannot be read, or its model not be opened or not be proven.
    """
    path = path.expanduser().absolute()
    if path.suffix.lower() == ENDING:
        return OpenedModel(path, read_model(path), dataset=_data_of(path))
    kind = format_of(path)
    if kind.read is None:
        raise InputError(f"{path}: {kind.words} can be written, but not read")
    try:
        found = kind.read(path, choices)
        model = model_of(found, path.name.removesuffix(kind.ending))
        rows = rows_for(model)
        proof = prove(model, rows, found.outputs(model, rows), found.runner)
    except ModelQuestionError as error:
        raise ModelQuestionError(_named(path, error), error.proposal) from error
    except InputError as error:
        raise InputError(_named(path, error)) from error
    return OpenedModel(path, model, proof)


def save_model(
    model: TrainedModel, path: Path, inputs: Floats | None = None
) -> ModelProof:
    """Write a model to a file, in the format of its ending, once that is proven.

    ``inputs`` (N, G) are rows to prove it on; by default some are made.

    Raises
    ------
    InputError
        If the format cannot have this model, or the file says something else than the
        model: an existing file keeps its contents then.
    """
    path = path.expanduser().absolute()
    proof, data = proven_bytes(model, path, inputs)
    write_atomically(path, data)
    return proof


def proven_bytes(
    model: TrainedModel, path: Path, inputs: Floats | None = None
) -> tuple[ModelProof, bytes]:
    """Return what a file would hold, and the proof of it on ``inputs`` (N, I).

    See `save_model`.
    """
    kind = format_of(path)
    if kind.write is None:
        raise InputError(f"{path}: {kind.words} can be read, but not written")
    rows = rows_for(model, inputs)
    with tempfile.TemporaryDirectory(prefix="nnviz-") as folder:
        written = Path(folder) / path.name
        try:
            kind.write(model, written)
            proof = _proof_of(kind, written, model, rows)
            data = written.read_bytes()
        except InputError as error:
            raise InputError(_named(path, error)) from error
    return proof, data


def _proof_of(
    kind: ModelFormat, path: Path, model: TrainedModel, rows: Floats
) -> ModelProof:
    """Compare what a file that was just written says with its model."""
    if kind.rerun is not None:
        found = kind.rerun(path, model, rows)
        return prove(model, rows, found.outputs(model, rows), found.runner)
    assert kind.read is not None  # each format has one or the other
    found = kind.read(path, _NOTHING_SAID)
    # Names and scaling are those of the file as well.
    again = model_of(found, model.card.name)
    return prove(model, rows, found.outputs(again, rows), found.runner)


def _named(path: Path, error: InputError) -> str:
    """Return a message that begins with the name of its file."""
    # What a file calls its parts may not be printable.
    said = "".join(c if c.isprintable() else "\ufffd" for c in str(error))
    return said if said.startswith(str(path)) else f"{path}: {said}"


def _data_of(path: Path) -> Dataset | None:
    """Return the data of a session, unless they are gone."""
    session = read_session(path)
    if session.dataset is not None:
        return session.dataset
    try:
        return load_data(session.state.config)
    except InputError:
        return None
