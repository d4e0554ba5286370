"""Names the mistakes of an iteration: first where it goes wrong, then what was done."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice, product
from math import isfinite, nan

import numpy as np

from nnviz.core.types import Floats
from nnviz.session.claims.guessing.guesses import (
    ForeignPass,
    Guess,
    activation_guesses,
    bias_gradients,
    hidden_deltas,
    other_inputs,
    output_deltas,
    sum_guesses,
    weight_gradients,
)
from nnviz.session.claims.guessing.penalty_guesses import with_penalty
from nnviz.session.claims.right import Right

_CLOSE = {False: 1e-7, True: 5e-4}
"""The relative difference within which an array is what a guess gives."""

_LOOSEST = 0.01
"""The most that rounding may add to that."""

_UNEXPLAINED = 4.0
"""How much it weighs if nothing explains an array: more than two mistakes."""

_LARGE = 500_000
"""With so many numbers, what is simplest is tried first and alone."""

_FAR = 1e-3
"""A part of a squared length, far beyond what rounding makes of it."""

_MOST_SAMPLES = 100_000
"""No batch has more samples than this for which a gradient may have been averaged."""

_SKETCHED = 4_000_000
"""Products of so many terms are first compared by what they do to a few vectors."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What was done wrong with a quantity.

    Attributes
    ----------
    names, details
        The mistakes, one or two, and what their sentences refer to; none if no known
        mistake gives it.
    at
        The quantity in which the mistake is made.
    also
        Other mistakes that would give the same here.
    """

    names: tuple[str, ...]
    details: tuple[str, ...]
    at: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class _Explained:
    """An explanation of an array: a guess, and the factor between them."""

    guess: Guess
    factor: tuple[str, ...]
    detail: str
    weight: float

    @cached_property
    def names(self) -> tuple[str, ...]:
        return (*self.guess.names, *self.factor)

    @cached_property
    def details(self) -> tuple[str, ...]:
        return (*self.guess.details, *(self.detail for _ in self.factor))

    @cached_property
    def parts(self) -> tuple[tuple[str, str], ...]:
        return tuple(zip(self.names, self.details, strict=True))


@dataclass(slots=True, eq=False)
class _Claimed:
    """An array that is compared with one guess after another, and its squared length.

    ``close`` is the relative difference that is none, ``zero`` the length that is 0.
    """

    value: Floats
    close: float
    zero: float
    _size: float = field(init=False)

    def __post_init__(self) -> None:
        self._size = float(np.vdot(self.value, self.value))

    def factor(self, guess: Floats) -> float | None:
        """Return the factor if the array is a multiple of a guess, else None."""
        claim, size, close = self.value, self._size, self.close
        if claim.shape != guess.shape:
            return None
        if not isfinite(size):
            lost = ~np.isfinite(claim)
            if lost.any():
                same = np.array_equal(lost, ~np.isfinite(guess))
                if not same or lost.all():
                    return 1.0 if same else None
                claim, guess = claim[~lost], guess[~lost]
                size = float(np.vdot(claim, claim))
        own = float(np.vdot(guess, guess))
        if size <= self.zero**2:
            return 1.0 if own <= self.zero**2 else None
        shared = float(np.vdot(guess, claim))
        scale = shared / own if own > 0.0 else nan
        if not isfinite(scale) or scale == 0.0:
            return None
        # Most guesses point elsewhere by far, which takes no difference to be seen.
        if size - scale * shared > (close**2 + _FAR) * size:
            return None
        rest = claim - scale * guess
        return scale if float(np.vdot(rest, rest)) <= close**2 * size else None


class Naming:
    """Finds what is wrong in the forward pass and in the gradients of an iteration.

    ``wrong`` are the quantities that are not right. ``faults`` are those that are wrong
    by themselves; the others follow from them. ``weight`` is how much had to be
    assumed: 1 for each mistake, more where nothing explains an array.
    """

    def __init__(self, view: ForeignPass, right: Right, wrong: set[str]) -> None:
        self._view, self._right, self._wrong = view, right, wrong
        self._claims = view.claims
        self.faults: dict[str, Fault] = {}
        self.weight = 0.0
        self._is_right_so_far = all(name[0] not in "za" for name in wrong) and (
            not view.is_changed
        )
        self._deltas: dict[int, Floats] = {}
        self._vectors: dict[int, Floats] = {}

    @property
    def is_simple(self) -> bool:
        """Whether every fault is one mistake, and no nameless factor."""
        every = [fault.names for fault in self.faults.values()]
        return all(len(names) == 1 and names != ("constant_factor",) for names in every)

    def run(self, most: float = np.inf) -> None:
        """Look at each quantity in the order of the program.

        Ends where it comes to weigh so much that it is no better than another.
        """
        with np.errstate(all="ignore"):
            for layer in self._claims.layers:
                self._forward(layer)
            if self._claims.targets is None:
                return
            for layer in reversed(self._claims.layers):
                if self.weight >= most:
                    return
                self._backward(layer)

    def _forward(self, layer: int) -> None:
        for kind, guesses in (("z", sum_guesses), ("a", activation_guesses)):
            name = f"{kind}{layer}"
            if name in self._wrong:
                self._explain_alone(name, guesses(self._view, layer))

    def _explain_alone(self, name: str, guesses: Iterable[Guess]) -> None:
        fits = list(self._fits(name, guesses))
        best = min(fits, key=lambda fit: fit.weight, default=None)
        if best is None:
            self._blame(name, (), (), name)
            self.weight += _UNEXPLAINED
        elif best.names:
            also = _others(best, fits)
            self._blame(name, best.names, best.details, name, also)
            self.weight += best.weight

    def _blame(
        self,
        name: str,
        names: tuple[str, ...],
        details: tuple[str, ...],
        at: str,
        also: tuple[str, ...] = (),
    ) -> None:
        self.faults[name] = Fault(names, details, at or name, also)

    def _backward(self, layer: int) -> None:
        claimed = self._claimed(f"delta{layer}")
        names = [f"dW{layer}", f"db{layer}"]
        there = [name for name in names if name in self._claims.values]
        wrong = self._wrong.intersection((*there, f"delta{layer}"))
        right = self._right.values[f"delta{layer}"]
        if self._is_right_so_far and claimed is None:
            self._deltas[layer] = right
            if not wrong or self._by_right_delta(layer, there, Guess(right)):
                return
        if claimed is not None:
            if f"delta{layer}" in self._wrong:
                self._explain_alone(f"delta{layer}", self._guessed_deltas(layer))
                self._is_right_so_far = False
            guesses = [Guess(self._unaveraged(f"delta{layer}", claimed))]
        else:
            guesses = self._guessed_deltas(layer)
        self._deltas[layer] = guesses[0].value
        if not wrong.intersection(there):
            return
        chosen = self._explain_together(layer, there, guesses)
        if chosen is not None:
            self._deltas[layer] = chosen.value
            self._is_right_so_far = self._is_right_so_far and not chosen.names

    @property
    def _is_large(self) -> bool:
        return self._claims.samples * sum(self._claims.sizes) > _LARGE

    def _by_right_delta(self, layer: int, there: list[str], right: Guess) -> bool:
        """Explain the gradients of a large layer by its right delta, if that does it.

        It is soon tried; of a small one, other explanations are looked for as well.
        """
        found: dict[str, _Explained] = {}
        if not self._is_large:
            return False
        for name in self._wrong.intersection(there):
            guesses = [right]
            fits = [
                *self._fits(name, self._gradients(name, layer, guesses, True)),
                *self._fits(name, self._gradients(name, layer, guesses, False)),
            ]
            if not fits or min(fit.weight for fit in fits) > 1.0:
                return False
            found[name] = min(fits, key=lambda fit: fit.weight)
        for name, fit in found.items():
            self.weight += fit.weight
            if fit.names:
                self._blame(name, fit.names, fit.details, name)
        return True

    def _guessed_deltas(self, layer: int) -> list[Guess]:
        if layer == self._view.last:
            return output_deltas(self._view)
        return hidden_deltas(self._view, layer, self._deltas[layer + 1])

    def _claimed(self, name: str) -> Floats | None:
        odd = name in self._claims.odd or name not in self._claims.values
        return None if odd else self._claims.values[name]

    def _unaveraged(self, name: str, claimed: Floats) -> Floats:
        """Return dL/dz where a program keeps dC/dz, a sample's share of the average."""
        right, count = self._right.values[name], self._claims.samples
        near = _scale(claimed, right)
        shared = np.isfinite(near) and abs(near * count - 1.0) < 1e-3
        return claimed * count if shared else claimed

    def _explain_together(
        self, layer: int, there: list[str], guesses: list[Guess]
    ) -> Guess | None:
        """Explain dW and db of a layer by one delta if possible, else by two."""
        fits = {}
        simple = [guess for guess in guesses if guess.weight <= 1.0]
        for name in there:
            plain = list(self._fits(name, self._gradients(name, layer, guesses, True)))
            least = min((fit.weight for fit in plain), default=_UNEXPLAINED)
            if least > 1.0 and name in self._wrong:
                local = self._gradients(name, layer, simple, False)
                plain += self._fits(name, local)
            if not plain and name in self._wrong:
                bare = self._gradients(name, layer, simple, True)
                plain += self._with_penalty(name, layer, bare)
            fits[name] = sorted(plain, key=lambda fit: fit.weight)[:60]
        known = {name: found for name, found in fits.items() if found}
        for name in there:
            if name not in known and name in self._wrong:
                self._blame(name, (), (), name)
                self.weight += _UNEXPLAINED
        if not known:
            return None
        choices = list(product(*known.values()))
        weights = [_joint_weight(one) for one in choices]
        least = min(weights)
        self.weight += least
        equal = [one for one, own in zip(choices, weights, strict=True) if own == least]
        best = equal[0]
        self._blame_all(list(known), best, equal)
        return self._delta_of(best[0].guess, guesses)

    def _blame_all(
        self,
        names: list[str],
        best: tuple[_Explained, ...],
        equal: list[tuple[_Explained, ...]],
    ) -> None:
        """Blame the gradients of a layer by explanations, one for each."""
        sizes = [self._claims.values[name].size for name in names]
        factors = {
            fit.detail for fit, size in zip(best, sizes, strict=True) if size > 1
        }
        for k, (name, fit, size) in enumerate(zip(names, best, sizes, strict=True)):
            nameless = "constant_factor" in fit.factor
            if size == 1 and nameless and fit.detail not in factors:
                # A single number is a multiple of any other.
                self._blame(name, (), (), name)
            elif fit.names:
                also = _others(fit, [one[k] for one in equal])
                at = fit.guess.at if _is_at_delta(fit) else name
                self._blame(name, fit.names, fit.details, at, also)

    def _gradients(
        self, name: str, layer: int, guesses: list[Guess], plain: bool
    ) -> Iterator[Guess]:
        """Yield what a gradient would be with each delta; only the product if plain."""
        others = () if plain else tuple(other_inputs(self._view, layer))
        for delta in guesses:
            if name.startswith("dW"):
                found = weight_gradients(self._view, layer, delta, self._deltas, others)
            else:
                found = bias_gradients(self._view, layer, delta)
            yield from islice(found, 1) if plain else islice(found, 1, None)
        if not plain:
            nothing = np.zeros_like(self._right.values[name])
            yield Guess(nothing, ("gradient_not_set",), ("",))
        before = self._view.previous.get(name)
        if not plain and before is not None:
            yield Guess(before, ("gradients_of_the_batch_before",), ("",))
        own = self._view.previous.get(f"own {name}")
        if not plain and own is not None and guesses:
            right = next(self._gradients(name, layer, guesses[:1], True))
            value = right.value
            if right.right_factor is not None:
                value = value.T @ right.right_factor
            if own.shape == value.shape:
                yield Guess(value + own, ("gradient_not_cleared",), ("",))

    def _delta_of(self, chosen: Guess, guesses: list[Guess]) -> Guess | None:
        """Return the delta that a gradient was made from."""
        for guess in sorted(guesses, key=lambda one: -one.weight):
            if chosen.names[: len(guess.names)] == guess.names and (
                chosen.details[: len(guess.details)] == guess.details
            ):
                return guess
        return None

    def _fits(self, name: str, guesses: Iterable[Guess]) -> Iterator[_Explained]:
        close, zero = self._closeness(name)
        claim = _Claimed(self._claims.values[name], close, zero)
        ways = [(claim, False)]
        if name.startswith("dW"):
            turned = np.ascontiguousarray(claim.value.T)
            ways.append((_Claimed(turned, close, zero), True))
        for guess in guesses:
            for wanted, is_turned in ways:
                scale = self._compare(wanted, guess)
                if scale is None:
                    continue
                found = self._named_factor(scale, claim.value.size, close)
                if found is None:
                    continue
                factor, detail, weight = found
                if is_turned:
                    names = (*guess.names, "transposed")
                    guess = replace(guess, names=names, details=(*guess.details, ""))
                yield _Explained(guess, factor, detail, guess.weight + weight)
                break

    def _with_penalty(
        self, name: str, layer: int, guesses: Iterable[Guess]
    ) -> Iterator[_Explained]:
        kind = self._claims.weights if name[1] == "W" else self._claims.biases
        claim, (close, _) = self._claims.values[name], self._closeness(name)
        for guess in with_penalty(name[1:], claim, kind[layer - 1], guesses, close):
            yield _Explained(guess, (), "", guess.weight)

    def _closeness(self, name: str) -> tuple[float, float]:
        """Return the relative difference that is none, and the length that is 0."""
        close, zero = _CLOSE[self._claims.single], 0.0
        right, room = self._right.values.get(name), self._right.room.get(name)
        if right is not None and room is not None:
            size = float(np.sqrt(np.vdot(right, right)))
            blur = float(np.sqrt(np.vdot(room, room)))
            if size > 0.0 and np.isfinite(blur):
                close = max(close, min(_LOOSEST, 4.0 * blur / size))
                zero = 0.1 * close * size
        return close, zero

    def _compare(self, claim: "_Claimed", guess: Guess) -> float | None:
        """Return the factor between an array and a guess, None if they differ."""
        factor = guess.right_factor
        if factor is None:
            return claim.factor(guess.value)
        shape = (guess.value.shape[1], factor.shape[1])
        if claim.value.shape != shape:
            return None
        if factor.size * shape[0] > _SKETCHED:
            vectors = self._sketched(factor)
            sketch = guess.value.T @ vectors[1]
            roughly = _Claimed(claim.value @ vectors[0], 4.0 * claim.close, claim.zero)
            if roughly.factor(sketch) is None:
                return None
        return claim.factor(guess.value.T @ factor)

    def _sketched(self, factor: Floats) -> tuple[Floats, Floats]:
        known = self._vectors.get(id(factor))
        width = factor.shape[1]
        vectors = np.random.default_rng(width).normal(size=(width, 4))
        if known is None:
            known = self._vectors[id(factor)] = factor @ vectors
        return vectors, known

    def _named_factor(
        self, scale: float, size: int, close: float
    ) -> tuple[tuple[str, ...], str, float] | None:
        """Return the mistakes that a factor is, its number, and how much it weighs."""
        count = self._claims.samples
        near = max(1e-6, 2.0 * close)
        for value, names in (
            (1.0, ()),
            (-1.0, ("sign",)),
            (float(count), ("missing_mean",)),
            (1.0 / count, ("mean_twice",)),
            (-float(count), ("sign", "missing_mean")),
            (-1.0 / count, ("sign", "mean_twice")),
        ):
            if abs(scale - value) <= near * abs(value):
                return names, "", float(len(names))
        sign = ("sign",) if scale < 0.0 else ()
        other = count / abs(scale)
        whole = abs(other - round(other)) <= near * other
        odd = min(abs(one - round(one)) for one in (scale, 1.0 / scale)) > 1e-6
        if size > 1 and whole and odd and 2.0 <= round(other) <= _MOST_SAMPLES:
            detail = f"{round(other):,} and not by the {count:,} samples"
            return (*sign, "mean_over_another_count"), detail, 1.25 + len(sign)
        # A single number is a multiple of any other: that explains least.
        weight = 1.5 if size > 1 else 2.5
        return (*sign, "constant_factor"), f"{abs(scale):.6g}", weight + len(sign)


def _is_at_delta(fit: _Explained) -> bool:
    return bool(fit.guess.at)


def _joint_weight(fits: tuple[_Explained, ...]) -> float:
    """Return how much explanations assume together; what they share counts once."""
    weight, seen = 0.0, set()
    for fit in fits:
        extra = fit.weight - len(fit.parts)
        for part in fit.parts:
            if part not in seen:
                weight += 1.0
                seen.add(part)
                weight += extra if part[0] == "constant_factor" else 0.0
    return weight


def _others(best: _Explained, fits: Iterable[_Explained]) -> tuple[str, ...]:
    """Return the mistakes of other explanations that assume no more."""
    other = {
        name
        for fit in fits
        if fit.weight <= best.weight and fit.names
        for name in fit.names
        if name not in best.names
    }
    return tuple(sorted(other))


def _scale(claim: Floats, value: Floats) -> float:
    """Return the factor that brings a guess nearest to an array."""
    size = float(np.vdot(value, value))
    return float(np.vdot(value, claim)) / size if size > 0.0 else np.nan
