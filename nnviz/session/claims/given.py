"""The arrays of an iteration as another program has them, by what they are."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from numpy.typing import NDArray

from nnviz.core.errors import InputError
from nnviz.watch.log_format import STATES

_OF_LAYERS = (
    # A name in lower case without the layer's number, and the group it belongs to.
    # What ends in "after" or "new" is told apart before.
    ("gradients", r"d_?(w|b)|(?:grads?|g|gradient)_?(w|b)|(w|b)_?grad"),
    ("gradients", r"d_?(w)eights?|d_?(b)ias(?:es)?"),
    (
        "gradients",
        r"(?:grads?|gradient)_?(w)eights?|(?:grads?|gradient)_?(b)ias(?:es)?",
    ),
    ("deltas", r"dz|delta|d|grad_?z"),
    ("sums", r"z|sums?|pre_?activations?|logits?|net"),
    ("activations", r"a|activations?|h|hidden|out|outputs?"),
    ("weights", r"w|weights?|kernel|theta"),
    ("biases", r"b|bias(?:es)?"),
)
_ALONE = {
    "inputs": r"x|x_?train|x_?batch|xb|inputs?|features|images|data|a0|h0",
    "targets": r"y|y_?train|y_?batch|yb|targets?|labels?|t|one_?hot(?:_?y)?"
    r"|y_?one_?hot|y_?true",
    "cost": r"cost|j|loss|c|error",
    "learning_rate": r"learning_?rate|lr|alpha|eta|rate|step_?size",
    "iteration": r"iterations?|epochs?|step|t_?step",
    "output": r"y_?hat|y_?pred|predictions?|probs?|probabilities|al",
}
_OF_OUTPUT = {"sums": r"logits?|scores?|z_?out", "activations": r"out|outputs?"}
"""What belongs to the last layer if it has no number."""
_AFTER = re.compile(r"_?(after|new|next|updated)$|^(after|new|next|updated)_?")
_LAST_N = re.compile(r"^([wb]\d+)n$")
_MOST_LAYERS = 64


@dataclass(slots=True, eq=False)
class Given:
    """What is recorded of one iteration; shapes are as they were recorded.

    Attributes
    ----------
    number
        The iteration, from 1.
    weights, biases
        By layer, from 1.
    inputs, targets, cost, learning_rate
        None where not recorded.
    sums, activations, deltas
        z, a and dL/dz by layer.
    gradients, after
        By name: ``dW1``, ``db1``; ``W1``, ``b1``.
    state
        What the optimiser had kept: ``velocity/W1``, ``first_moment/b1``, ``steps``.
    unknown
        The names of arrays of which it is not clear what they are.
    """

    number: int
    weights: dict[int, NDArray[Any]] = field(default_factory=dict)
    biases: dict[int, NDArray[Any]] = field(default_factory=dict)
    inputs: NDArray[Any] | None = None
    targets: NDArray[Any] | None = None
    cost: float | None = None
    learning_rate: float | None = None
    sums: dict[int, NDArray[Any]] = field(default_factory=dict)
    activations: dict[int, NDArray[Any]] = field(default_factory=dict)
    deltas: dict[int, NDArray[Any]] = field(default_factory=dict)
    gradients: dict[str, NDArray[Any]] = field(default_factory=dict)
    after: dict[str, NDArray[Any]] = field(default_factory=dict)
    state: dict[str, NDArray[Any]] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)


def given_by_names(arrays: Mapping[str, NDArray[Any]], number: int = 1) -> Given:
    """Sort arrays by names as tutorials have them: X, y, W1, b1, dW1, W1_after, cost.

    Their shapes are the program's own; `arranging` finds out what they say.

    Raises
    ------
    InputError
        If there are no weights among them.
    """
    found = Given(number)
    output = None
    of_output: dict[str, NDArray[Any]] = {}
    for name, values in arrays.items():
        kind, group = _kind_alone(name), _group_of_output(name)
        if kind == "output":
            output = values
        elif group is not None:
            of_output[group] = values
        elif not _take_alone(found, kind, values) and not _take_of_layer(
            found, name, values
        ):
            found.unknown.append(name)
    if not found.weights:
        listed = ", ".join(list(arrays)[:6]) or "nothing"
        raise InputError(
            f"there are no weights in it, only {listed}: name the arrays as in X, y, "
            "W1, b1, dW1, db1, cost, W1_after"
        )
    _count_from_one(found)
    if output is not None:
        of_output["activations"] = output
    for group, values in of_output.items():
        getattr(found, group).setdefault(len(found.weights), values)
    return found


def given_in_groups(
    number: int,
    arrays: Mapping[str, NDArray[Any]],
    cost: float | None,
    learning_rate: float | None,
) -> Given:
    """Sort arrays that were recorded by ``Watch``: ``weights/1``, ``gradients/dW1``.

    Their shapes are the program's own; `arranging` finds out what they say.

    Raises
    ------
    InputError
        If there are no weights among them, or too many arrays in a group.
    """
    groups: dict[str, dict[str, NDArray[Any]]] = {}
    for name, values in arrays.items():
        group, _, own = name.partition("/")
        groups.setdefault(group, {})[own] = values
    found = Given(number, cost=cost, learning_rate=learning_rate)
    for group in ("inputs", "targets"):
        setattr(found, group, groups.get(group, {}).get(""))
    layers = len(groups.get("weights", {}))
    if not layers:
        raise InputError("no weights were recorded: give them to Watch.iteration")
    for group in ("weights", "biases"):
        setattr(found, group, _by_layer(group, groups.get(group, {}), layers))
    for group in ("sums", "activations", "deltas"):
        setattr(found, group, _by_layer(group, groups.get(group, {}), layers))
    for group, prefix in (("gradients", "d"), ("after", "")):
        parts = _by_parameter(found, groups.get(group, {}), layers)
        setattr(found, group, {f"{prefix}{name}": one for name, one in parts.items()})
    found.state = _state(found, groups, layers)
    return found


def _state(
    found: Given, groups: Mapping[str, Mapping[str, NDArray[Any]]], layers: int
) -> dict[str, NDArray[Any]]:
    state = {
        f"{group}/{name}": one
        for group in STATES
        if group != "steps"
        for name, one in _by_parameter(found, groups.get(group, {}), layers).items()
    }
    steps = groups.get("steps", {}).get("")
    return state | ({} if steps is None or steps.size != 1 else {"steps": steps})


def _kind_alone(name: str) -> str | None:
    plain = name.strip().lower()
    for kind, pattern in _ALONE.items():
        if re.fullmatch(pattern, plain):
            return kind
    return None


def _group_of_output(name: str) -> str | None:
    plain = name.strip().lower()
    for group, pattern in _OF_OUTPUT.items():
        if re.fullmatch(pattern, plain):
            return group
    return None


def _take_alone(found: Given, kind: str | None, values: NDArray[Any]) -> bool:
    """Take what belongs to no layer; tell whether it was that."""
    if kind in ("inputs", "targets"):
        setattr(found, kind, values)
        return True
    if kind is None or values.size != 1:
        return False
    number = float(values.ravel()[0])
    if kind == "iteration":
        found.number = max(1, int(number)) if isfinite(number) else found.number
    else:
        setattr(found, kind, number)
    return True


def _take_of_layer(found: Given, name: str, values: NDArray[Any]) -> bool:
    plain = re.sub(r"[\[\]().\s]", "", name.strip().lower())
    plain = _LAST_N.sub(r"\1_new", plain)
    after = _AFTER.search(plain) is not None
    plain = _AFTER.sub("", plain)
    digits = re.search(r"_?(\d+)(?=_?(?:grad)?$)", plain)
    layer = int(digits[1]) if digits else 1
    plain = plain.replace(digits[0], "") if digits else plain
    for group, pattern in _OF_LAYERS:
        matched = re.fullmatch(pattern, plain)
        if matched is None or layer > _MOST_LAYERS:
            continue
        letter = next((part for part in matched.groups() if part), "")
        if group == "gradients":
            found.gradients[f"d{_letter(letter)}{layer}"] = values
        elif after and group in ("weights", "biases"):
            found.after[f"{_letter(group[0])}{layer}"] = values
        elif after:
            return False
        else:
            getattr(found, group)[layer] = values
        return True
    return False


def _letter(letter: str) -> str:
    return "W" if letter == "w" else "b"


def _count_from_one(found: Given) -> None:
    """Count layers from 1 where a program counts them from 0."""
    if 0 in found.weights:
        for group in ("weights", "biases", "sums", "activations", "deltas"):
            moved = {layer + 1: one for layer, one in getattr(found, group).items()}
            setattr(found, group, moved)
        found.gradients = _from_one(found.gradients)
        found.after = _from_one(found.after)
    elif 0 in found.activations:
        first = found.activations.pop(0)
        found.inputs = first if found.inputs is None else found.inputs


def _from_one(arrays: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """Return arrays by names such as ``W1``, with 1 more in each if there is a 0."""
    if not any(name[-2:] in ("W0", "b0") for name in arrays):
        return arrays
    return {
        re.sub(r"\d+", lambda digits: str(int(digits[0]) + 1), name): one
        for name, one in arrays.items()
    }


def _by_layer(
    group: str, arrays: Mapping[str, NDArray[Any]], layers: int
) -> dict[int, NDArray[Any]]:
    """Return the arrays of a group by layer; by place if they have no numbers."""
    if not arrays:
        return {}
    listed = list(arrays.values())
    numbers = [_trailing_number(own) for own in arrays]
    named = any(not own.isdecimal() for own in arrays)
    if named and None not in numbers:
        least = min(number or 0 for number in numbers)
        # Layers are counted from 0 or 1; activations have their inputs at 0.
        shift = (
            1 if least == 0 and max(number or 0 for number in numbers) < layers else 0
        )
        by_number = zip(numbers, listed, strict=True)
        return {n + shift: one for n, one in by_number if n is not None and n + shift}
    if len(listed) == layers + 1 and group in ("activations", "sums"):
        listed = listed[1:]
    if len(listed) > layers:
        raise InputError(
            f"{len(listed)} arrays of {group} were recorded, but there are {layers} "
            "layers of weights"
        )
    first = layers - len(listed) + 1 if group == "deltas" else 1
    return dict(enumerate(listed, start=first))


def _trailing_number(name: str) -> int | None:
    found = re.search(r"(\d+)$", name)
    return int(found[1]) if found and len(found[1]) < 4 else None


def _by_parameter(
    given: Given, arrays: Mapping[str, NDArray[Any]], layers: int
) -> dict[str, NDArray[Any]]:
    """Return gradients or parameters by name; lists are told by the shapes."""
    if not arrays:
        return {}
    if any(not own.isdecimal() for own in arrays):
        named = Given(0)
        for own, one in arrays.items():
            _take_of_layer(named, own, one)
        parts = {name.removeprefix("d"): one for name, one in named.gradients.items()}
        parts |= {f"W{layer}": one for layer, one in named.weights.items()}
        parts |= {f"b{layer}": one for layer, one in named.biases.items()}
        return _from_one(parts | named.after)
    listed = list(arrays.values())
    pairs = [f"{letter}{layer}" for layer in range(1, layers + 1) for letter in "Wb"]
    if len(listed) == layers:
        return {f"W{layer}": one for layer, one in enumerate(listed, start=1)}
    if len(listed) != 2 * layers:
        raise InputError(
            f"{len(listed)} gradients or parameters were recorded: give "
            f"[dW1, db1, dW2, db2, ...], which are {2 * layers} here"
        )
    blocks = [f"{letter}{layer}" for letter in "Wb" for layer in range(1, layers + 1)]
    names = min((pairs, blocks), key=lambda order: _misfits(given, order, listed))
    return dict(zip(names, listed, strict=True))


def _misfits(given: Given, order: list[str], listed: list[NDArray[Any]]) -> int:
    """Count the arrays that do not have as many numbers as the parameter so named."""
    count = 0
    for name, one in zip(order, listed, strict=True):
        layer = int(name[1:])
        group = given.weights if name[0] == "W" else given.biases
        count += layer in group and group[layer].size != one.size
    return count
