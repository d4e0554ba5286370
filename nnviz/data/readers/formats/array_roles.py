"""Decides which arrays of a file are inputs and which are targets."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

INPUTS = ("inputs", "x", "images", "imgs", "data", "features", "samples", "pixels")
TARGETS = ("targets", "y", "labels", "classes", "outputs", "species", "digits", "t")
"""Words that name arrays, the more usual ones first; their singulars are as good."""

_NO_SAMPLES = ("name", "names", "descr", "description", "filename", "frame")
_PARTS = {
    "train": re.compile(r"(?<![a-wz])(train(ing)?|trn|tr)(?![a-wz])"),
    "test": re.compile(r"(?<![a-wz])(test(ing)?|tst|t10k|te)(?![a-wz])"),
    "validation": re.compile(r"(?<![a-wz])(val(id(ation)?)?|dev)(?![a-wz])"),
}
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_MOST_TARGETS = 1000
"""Columns beyond which an array that nothing names is none of targets."""


@dataclass(frozen=True, slots=True)
class ArrayHeader:
    """What is known of an array before it is read."""

    name: str
    shape: tuple[int, ...]
    dtype: "np.dtype[Any]"

    def __str__(self) -> str:
        return f"'{self.name}' {self.shape}"

    @property
    def width(self) -> int:
        """How many numbers a sample has."""
        return int(np.prod(self.shape[1:], dtype=object))


@dataclass(frozen=True, slots=True)
class ArrayRoles:
    """The names of inputs and targets to learn from, to validate and to test with.

    ``said`` is what is to be said about that; "" if the names say it all.
    """

    training: tuple[str, str]
    test: tuple[str, str] | None = None
    said: str = ""
    validation: tuple[str, str] | None = None


def array_roles(headers: Sequence[ArrayHeader]) -> ArrayRoles | None:
    """Decide by the names of arrays, and where these do not say it by their shapes.

    None if neither does.
    """
    parts: dict[str, list[ArrayHeader]] = {}
    for header in headers:
        if len(header.shape) and not set(_words(header.name)) & set(_NO_SAMPLES):
            parts.setdefault(_part(header.name), []).append(header)
    pairs = {part: pair for part in parts if (pair := _pair(parts[part])) is not None}
    if not pairs.keys() & {"", "train"}:
        if set(parts) - {""}:
            return None
        return _two_groups(parts.get("", []))
    training = pairs.get("train") or pairs[""]
    held_out: dict[str, _ArrayPair] = {
        part: pairs[part] for part in ("validation", "test") if part in pairs
    }
    chosen = (training, *held_out.values())
    used = {name for pair in chosen for name in pair.names}
    unused = [header.name for header in headers if header.name not in used]
    by_shape = any(pair.by_shape for pair in chosen)
    said = _said(training, held_out, unused) if by_shape or unused else ""
    names = {part: pair.names for part, pair in held_out.items()}
    test, validation = names.get("test"), names.get("validation")
    return ArrayRoles(training.names, test, said, validation)


@dataclass(frozen=True, slots=True)
class _ArrayPair:
    names: tuple[str, str]
    by_shape: bool = False


def _part(name: str) -> str:
    folded = _CAPITAL.sub("_", name).lower()
    return next((part for part, sign in _PARTS.items() if sign.search(folded)), "")


def _words(name: str) -> list[str]:
    folded = _CAPITAL.sub("_", name).lower()
    for sign in _PARTS.values():
        folded = sign.sub(" ", folded)
    return re.findall(r"[a-z]+", folded)


def _rank(name: str, known: Sequence[str]) -> int:
    """Return how usual a name is for a role, 0 for the most; -1 if it is none."""
    words = _words(name)
    for place, word in enumerate(known):
        if word in words or word.removesuffix("es") in words or word[:-1] in words:
            return place
    return -1


def _pair(headers: Sequence[ArrayHeader]) -> _ArrayPair | None:
    """Return the inputs and the targets among the arrays of one part."""
    targets = [h for h in headers if _rank(h.name, TARGETS) >= 0]
    inputs = [h for h in headers if h not in targets and _rank(h.name, INPUTS) >= 0]
    chosen, labels = _most_usual(inputs, INPUTS), _most_usual(targets, TARGETS)
    if chosen and labels:
        return _ArrayPair((chosen.name, labels.name))
    if chosen and not targets:
        rest = [h for h in headers if h not in inputs and _could_be(h, chosen)]
        return _ArrayPair((chosen.name, rest[0].name), True) if len(rest) == 1 else None
    if labels and not inputs:
        rest = [h for h in headers if h not in targets and _could_be(labels, h)]
        return _ArrayPair((rest[0].name, labels.name), True) if len(rest) == 1 else None
    return None if targets or inputs else _by_shape(headers)


def _most_usual(
    headers: Sequence[ArrayHeader], known: Sequence[str]
) -> ArrayHeader | None:
    """Return the array of the most usual name; None if two are as usual."""
    ranked = sorted(headers, key=lambda header: _rank(header.name, known))
    ranks = [_rank(header.name, known) for header in ranked[:2]]
    return ranked[0] if ranked and len(set(ranks)) == len(ranks) else None


def _by_shape(headers: Sequence[ArrayHeader]) -> _ArrayPair | None:
    if len(headers) != 2:
        return None
    pairs = ((headers[0], headers[1]), (headers[1], headers[0]))
    found = [pair for pair in pairs if _could_be(pair[1], pair[0])]
    if len(found) != 1:
        return None
    inputs, targets = found[0]
    return _ArrayPair((inputs.name, targets.name), True)


def _could_be(targets: ArrayHeader, inputs: ArrayHeader) -> bool:
    """Tell whether arrays fit together: as many samples, and fewer numbers or words."""
    if targets.shape[0] != inputs.shape[0] or inputs.dtype.kind not in "buif":
        return False
    if targets.dtype.kind in "US":
        return True
    small = len(targets.shape) == 1 or (
        len(targets.shape) == 2 and targets.width < min(inputs.width, _MOST_TARGETS)
    )
    return small and len(inputs.shape) > 1


def _two_groups(headers: Sequence[ArrayHeader]) -> ArrayRoles | None:
    """Take the larger of two groups of two arrays for training, the other for tests."""
    counts = sorted({header.shape[0] for header in headers}, reverse=True)
    if len(headers) != 4 or len(counts) != 2:
        return None
    groups = [[h for h in headers if h.shape[0] == count] for count in counts]
    training, test = map(_by_shape, groups)
    if training is None or test is None:
        return None
    held_out = {"test": test}
    return ArrayRoles(training.names, test.names, _said(training, held_out, ()))


def _said(
    training: _ArrayPair, held_out: Mapping[str, _ArrayPair], unused: Sequence[str]
) -> str:
    """Say in one sentence what was taken for what."""
    inputs, targets = training.names
    how = " by their shapes" if training.by_shape else ""
    words = f"'{inputs}' was taken for the inputs and '{targets}' for the targets{how}"
    for part, pair in held_out.items():
        aim = "testing" if part == "test" else part
        words += f", '{pair.names[0]}' and '{pair.names[1]}' for {aim}"
    if unused:
        listed = ", ".join(f"'{name}'" for name in unused[:6])
        words += f"; not used: {listed}" + (", …" if unused[6:] else "")
    return words
