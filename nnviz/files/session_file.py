"""Session files: one safetensors file with a run's arrays and a header in JSON.

docs/session-format.md describes it. Format 2, in which there was one mistake at most,
is still read, and so is format 1, which had neither the past nor the data.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import numpy as np

from nnviz.core.errors import InputError
from nnviz.core.types import Floats
from nnviz.data.readers.source import check_file
from nnviz.data.scaling import TARGET_SCALINGS, Scaling
from nnviz.files.data_card import DataCard
from nnviz.files.past_arrays import Tensors, past_from, past_to
from nnviz.files.scores_table import from_table, to_table
from nnviz.files.session import Scalings, Session
from nnviz.files.session_header import (
    HeaderOfFormat1,
    Moment,
    SessionHeader,
    SettingsList,
    checked_settings,
)
from nnviz.files.tensors import (
    Arrays,
    checksum,
    read_tensors,
    read_words,
    write_tensors,
)
from nnviz.session.checkpoint import Checkpoint
from nnviz.session.config import RunConfig, with_present_names
from nnviz.session.run_state import RunState

VERSION = 3
"""Increased with every change that an older nnviz could not read."""

_VERSION_KEY = "nnviz_session_version"
_HEADER_KEY = "nnviz_session"
_CHECKSUM_KEY = "nnviz_session_checksum"

_UNREADABLE = (
    msgspec.MsgspecError,
    ArithmeticError,
    LookupError,
    TypeError,
    ValueError,
)
"""What is raised for a header or arrays that do not fit each other."""

H = TypeVar("H", bound=SessionHeader | HeaderOfFormat1)


def write_session(path: Path, session: Session) -> None:
    """Write a session file, replacing an existing one.

    Raises
    ------
    InputError
        If it cannot be written; an existing file keeps its old contents.
    """
    state, settings = session.state, SettingsList()
    if session.card is None or session.scalings is None:
        raise ValueError("a session of format 1 must be resumed before it is saved")
    arrays = _arrays(session)
    before, past = state.before, session.past
    header = SessionHeader(
        config=session.config,
        settled=state.config,
        now=Moment(state.now.iteration, settings.place(state.now.settings)),
        before=None
        if before is None
        else Moment(before.iteration, settings.place(before.settings)),
        first=None
        if state.first is None
        else Moment(state.first.iteration, settings.place(state.first.settings)),
        rate=state.rate,
        stopped=state.stopped,
        seconds=state.seconds,
        data_mark=session.data_mark,
        card=session.card,
        scalings=(session.scalings.inputs.kind, session.scalings.targets.kind),
        past=None if past is None else past_to(past, settings, arrays),
        view=dict(session.view),
        settings=tuple(settings.entries),
    )
    text = msgspec.json.encode(header).decode()
    words = {
        _VERSION_KEY: str(VERSION),
        _HEADER_KEY: text,
        _CHECKSUM_KEY: str(checksum(text, arrays)),
    }
    write_tensors(path, arrays, words)


def read_session(path: Path) -> Session:
    """Read a session file; data that are not part of it are not loaded.

    Raises
    ------
    InputError
        If it is not a session file, comes from a newer nnviz, or is damaged.
    """
    check_file(path)
    words, arrays = read_tensors(path)
    version = words.get(_VERSION_KEY, "")
    if not (version.isdecimal() and version.isascii() and len(version) < 10):
        raise InputError(f"{path}: is a safetensors file, but not an nnviz session")
    if int(version) > VERSION:
        raise InputError(
            f"{path}: was saved by a newer nnviz (format {version}; this version reads "
            f"formats up to {VERSION}): update nnviz to open it"
        )
    text = words.get(_HEADER_KEY, "")
    # Before anything is decoded: safetensors itself does not notice changed bytes.
    if words.get(_CHECKSUM_KEY) != str(checksum(text, arrays)):
        raise _damaged(path, "its contents do not match its checksum")
    read = _of_format_1 if int(version) == 1 else _of_present_format
    try:
        if int(version) < VERSION:
            written = with_present_names(msgspec.json.decode(text))
            text = msgspec.json.encode(written).decode()
        return read(text, arrays)
    except RecursionError as error:
        raise _damaged(path, "its header is nested too deeply") from error
    except _UNREADABLE as error:
        raise _damaged(path, str(error)) from error


class _Glance(msgspec.Struct, frozen=True):
    """The part of a header that says which run it is."""

    config: RunConfig
    now: Moment


def glance_at(path: Path) -> tuple[RunConfig, int]:
    """Return the settings of a session and its iteration, without reading the rest.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    try:
        found = msgspec.json.decode(read_words(path).get(_HEADER_KEY, ""), type=_Glance)
    except _UNREADABLE as error:
        raise _damaged(path, str(error)) from error
    return found.config, found.now.iteration


def _damaged(path: Path, why: str) -> InputError:
    return InputError(f"{path}: the session is damaged ({why}): use a backup copy")


def _arrays(session: Session) -> Tensors:
    """Return all arrays but those of the past."""
    state, scalings, dataset = session.state, session.scalings, session.dataset
    arrays: Tensors = {
        "costs": state.costs,
        "evaluations": to_table(state.evaluations),
        "initial_cost": np.array([state.initial_cost]),
        **_of_moment("now", state.now),
    }
    if state.before is not None:
        arrays |= _of_moment("before", state.before)
    if state.first is not None:
        arrays |= _of_moment("first", state.first)
    if scalings is not None:
        for name, one in (("inputs", scalings.inputs), ("targets", scalings.targets)):
            arrays[f"scaling.{name}"] = np.stack((one.offset, one.factor))
    if dataset is not None and session.embeds_data:
        arrays |= {"data.inputs": dataset.inputs, "data.targets": dataset.targets}
    return arrays


def _of_moment(name: str, moment: Checkpoint) -> Arrays:
    memory = {f"{name}.memory.{key}": moment.state[key] for key in moment.state}
    return {f"{name}.parameters": moment.parameters, **memory}


def _of_present_format(text: str, arrays: Arrays) -> Session:
    header = _decoded(text, SessionHeader)
    settings = header.checked_settings()

    def moment(name: str, of: Moment) -> Checkpoint:
        return _checkpoint(name, of.iteration, settings[of.settings], arrays)

    before = None if header.before is None else moment("before", header.before)
    first = None if header.first is None else moment("first", header.first)
    state = _state(header, arrays, moment("now", header.now))
    state = replace(state, before=before, first=first)
    past = None
    if header.past is not None:
        past = past_from(header.past, settings, arrays, header.settled, state)
    dataset = None
    if "data.inputs" in arrays:
        dataset = header.card.dataset(arrays["data.inputs"], arrays["data.targets"])
    return Session(
        header.config,
        state,
        header.data_mark,
        dataset,
        header.card,
        _scalings(header.scalings, arrays, header.card),
        past,
        header.view,
    )


def _of_format_1(text: str, arrays: Arrays) -> Session:
    header = _decoded(text, HeaderOfFormat1)

    def moment(name: str) -> Checkpoint | None:
        of = getattr(header, name)
        if of is None:
            return None
        settings = checked_settings(of.settings, header.settled)
        return _checkpoint(name, of.iteration, settings, arrays)

    now = moment("now")
    assert now is not None  # its field is not optional
    state = replace(_state(header, arrays, now), before=moment("before"))
    return Session(header.config, state, header.data_mark)


def _decoded(text: str, of: type[H]) -> H:
    try:
        return msgspec.json.decode(text, type=of)
    except msgspec.ValidationError as error:
        # msgspec wraps what a configuration raises, whose own message is better.
        if isinstance(error.__cause__, InputError):
            raise error.__cause__ from None
        raise


def _state(
    header: SessionHeader | HeaderOfFormat1, arrays: Arrays, now: Checkpoint
) -> RunState:
    """Return the state without the moment before the last iteration and the past."""
    costs = _vector("costs", arrays, now.iteration)
    _check_open_settings(header.settled)
    return RunState(
        config=header.settled,
        now=now,
        before=None,
        rate=header.rate,
        costs=costs,
        evaluations=from_table(arrays["evaluations"]),
        stopped=header.stopped,
        seconds=header.seconds,
        initial_cost=float(_vector("initial_cost", arrays, 1)[0]),
    )


def _check_open_settings(settled: RunConfig) -> None:
    """Refuse a configuration that leaves open what a run has decided."""
    for name in (
        *("optimizer", "optimizer_settings", "learning_rate", "loss", "hidden"),
        *("activations", "output_activation", "batch_size", "precision"),
    ):
        if getattr(settled, name) is None:
            raise ValueError(f"its settings lack the {name.replace('_', ' ')}")


def _vector(name: str, arrays: Arrays, size: int) -> Floats:
    values = arrays[name]
    if values.shape != (size,) or values.dtype != np.float64:
        raise ValueError(f"{name} of shape {values.shape} where {size} are needed")
    return values


def _checkpoint(
    name: str, iteration: int, settings: Mapping[str, Any], arrays: Arrays
) -> Checkpoint:
    prefix = f"{name}.memory."
    memory = {
        key.removeprefix(prefix): values
        for key, values in arrays.items()
        if key.startswith(prefix)
    }
    return Checkpoint(iteration, arrays[f"{name}.parameters"], memory, settings)


def _scalings(kinds: tuple[str, str], arrays: Arrays, card: DataCard) -> Scalings:
    return Scalings(
        *(
            _scaling(kind, arrays[f"scaling.{name}"], least)
            for kind, name, least in zip(
                kinds,
                ("inputs", "targets"),
                (len(card.input_names), len(card.output_names)),
                strict=True,
            )
        )
    )


def _scaling(kind: str, numbers: Floats, least: int) -> Scaling:
    if kind not in TARGET_SCALINGS:
        raise ValueError(f"a scaling '{kind}'")
    if numbers.ndim != 2 or len(numbers) != 2 or numbers.shape[1] < least:
        raise ValueError(f"a scaling of shape {numbers.shape}")
    if not (np.isfinite(numbers).all() and (numbers[1] > 0).all()):
        raise ValueError("a scaling by numbers that are not finite or not positive")
    return Scaling(kind, numbers[0], numbers[1])
