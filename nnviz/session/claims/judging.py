"""Judges every quantity of an iteration that another program has computed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from nnviz.core.functions.activation import Activation
from nnviz.core.functions.loss import Loss
from nnviz.core.types import Floats
from nnviz.session.claims.arranging import Claims
from nnviz.session.claims.costs import CostVerdict, judge_cost
from nnviz.session.claims.guessing.guesses import (
    ForeignPass,
    activation_guesses,
    sum_guesses,
)
from nnviz.session.claims.known_mistakes import split_name
from nnviz.session.claims.naming import Fault, Naming
from nnviz.session.claims.right import Right, value_of, work_out
from nnviz.session.claims.undeclared_penalty import undeclared_penalty
from nnviz.session.claims.updates import UpdateVerdict, judge_updates


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """A quantity as its program has it, and as it should be.

    Attributes
    ----------
    name
        nnviz's name: ``dW1``, ``cost``, ``W1_after``.
    ok
        Whether it is right.
    difference
        The largest difference between the two, in units of the quantity.
    fault
        What was done wrong, if it is wrong by itself.
    follows
        The wrong quantity that it follows from, or "".
    got, want
        The two, of one shape: (O, I) for ``dW1``, (N, O) for ``z1``.
    note
        What is to be said of a quantity that is right in its own way; "" if nothing.
    """

    name: str
    ok: bool
    difference: float
    fault: Fault | None = None
    follows: str = ""
    got: Floats = field(default_factory=lambda: np.zeros(0))
    want: Floats = field(default_factory=lambda: np.zeros(0))
    note: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Judgement:
    """What a check of one iteration has found.

    Attributes
    ----------
    claims, activations, loss
        The iteration, and what its program is said to use.
    quantities
        Every quantity that was given, in the order of the program.
    notes
        What else is to be said.
    weight
        How much had to be assumed to explain what is wrong.
    right
        What nnviz computes.
    unjudged
        The names of what was given, but could not be judged; the notes say why.
    """

    claims: Claims
    activations: tuple[Activation, ...]
    loss: Loss
    quantities: tuple[Judged, ...]
    notes: tuple[str, ...]
    weight: float
    right: Right
    unjudged: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return all(one.ok for one in self.quantities)


def judge(
    claims: Claims,
    activations: tuple[Activation, ...],
    loss: Loss,
    optimizer: str | None = None,
    previous: Mapping[str, Floats] | None = None,
    *,
    explain: bool = True,
) -> Judgement:
    """Judge an iteration.

    Parameters
    ----------
    claims, activations, loss
        The iteration, and what its program is said to use.
    optimizer
        What it is said to update by, if it was said.
    previous
        The right gradients of the iteration before by name, ``dW1`` (O, I) and
        ``db1`` (O,), if it was recorded.
    explain
        Whether mistakes are looked for that give what is wrong.

    Raises
    ------
    InputError
        If the loss does not suit the activations.
    """
    right = work_out(claims, activations, loss)
    notes = _with_gradients(claims, right) if optimizer == "sgd" else []
    judging = _Judge(claims, activations, loss, right, notes)
    return judging.run(optimizer, previous or {}, explain=explain)


def _with_gradients(claims: Claims, right: Right) -> list[str]:
    """Take the gradients from the update where they were not recorded."""
    rate, taken = claims.learning_rate, False
    if rate is None or rate == 0.0 or claims.targets is None:
        return []
    for layer in claims.layers:
        for kind, before in (("W", claims.weights), ("b", claims.biases)):
            name, after = f"d{kind}{layer}", f"{kind}{layer}_after"
            if name in claims.values or after not in claims.values:
                continue
            if after in claims.odd:
                continue
            taken, old = True, before[layer - 1]
            claims.values[name] = (old - claims.values[after]) / rate
            unit = 1.2e-7 if claims.single else 2.3e-16
            right.room[name] = right.room[name] + 4.0 * unit * np.abs(old / rate)
    return (
        ["Gradients that were not recorded are taken from the update."] if taken else []
    )


class _Judge:
    def __init__(
        self,
        claims: Claims,
        activations: tuple[Activation, ...],
        loss: Loss,
        right: Right,
        notes: list[str],
    ) -> None:
        self._claims, self._activations, self._loss = claims, activations, loss
        self._right = right
        self._notes = notes
        self._made_up = 1.0

    def run(
        self,
        optimizer: str | None,
        previous: Mapping[str, Floats],
        *,
        explain: bool,
    ) -> Judgement:
        claims = self._claims
        with np.errstate(all="ignore"):
            cost = judge_cost(claims, self._activations, self._loss, self._right)
            self._factor = self._convention(cost)
            self._scale_right()
            penalty = self._with_penalty()
            if penalty and cost.judged is not None and not cost.judged[0]:
                with_penalty = replace(claims, cost=(claims.cost or 0.0) - penalty)
                again = judge_cost(
                    with_penalty, self._activations, self._loss, self._right
                )
                cost = again.plus(penalty)
            wrong = {name for name in self._given() if not self._is_right(name)}
            wrong -= self._made_up_for(wrong)
            naming = self._named(wrong if explain else set(), previous)
            updates = judge_updates(claims, self._right, optimizer)
        self._notes += [*cost.notes, *updates.notes]
        judged = self._judged(wrong, naming.faults, cost, updates)
        weight = naming.weight + updates.weight + cost.weight
        return Judgement(
            claims,
            self._activations,
            self._loss,
            judged,
            tuple(self._notes),
            weight,
            self._right,
            updates.unjudged,
        )

    def _given(self) -> list[str]:
        """Return the names of what is judged by itself, in the order of the program."""
        layers, values = self._claims.layers, self._claims.values
        names = [f"{kind}{layer}" for layer in layers for kind in ("z", "a")]
        if self._claims.targets is not None:
            for layer in reversed(layers):
                names += [f"delta{layer}", f"dW{layer}", f"db{layer}"]
        return [name for name in names if name in values]

    def _convention(self, cost: CostVerdict) -> float:
        """Return how many times nnviz's gradient theirs should be.

        A squared error may be halved, or summed over the outputs; the cost tells, or
        else the gradients of the output layer.
        """
        factors = [1.0, *cost.factors]
        if self._claims.cost is None and self._loss.averages_outputs:
            outputs = self._claims.sizes[-1]
            factors += [0.5, float(outputs), outputs / 2.0]
        names = [
            name
            for name in self._given()
            if name.startswith(("d",)) and name not in self._claims.odd
        ]
        count = float(self._claims.samples)

        def borne_out(factor: float, *multiples: float) -> int:
            return max(
                sum(self._is_right(name, factor * other) for name in names)
                for other in multiples
            )

        # Sums over the batch tell as well, if nothing is right as it stands.
        best = max(factors, key=lambda factor: borne_out(factor, 1.0))
        if names and not borne_out(best, 1.0):
            multiples = count, -1.0, -count
            best = max(factors, key=lambda one: borne_out(one, *multiples))
            if cost.factors and not borne_out(best, *multiples):
                best = cost.factors[0]
        if best != 1.0:
            self._notes.append(
                f"The gradients are those of {best:g} times the mean "
                f"{self._loss.name}, which is a matter of convention."
            )
        return best

    def _scale_right(self) -> None:
        if self._factor == 1.0:
            return
        for part in (self._right.values, self._right.room):
            for name in part:
                if name[0] == "d":
                    part[name] = part[name] * self._factor

    def _with_penalty(self) -> float:
        """Add a penalty to what is right if all gradients have one; return its cost."""
        found = undeclared_penalty(self._claims, self._right)
        if found is None:
            return 0.0
        for name, slope in found.slopes.items():
            self._right.values[name] = self._right.values[name] + slope
            self._right.room[name] = self._right.room[name] + 1e-6 * np.abs(slope)
        self._notes.append(f"The gradients have {found.words}.")
        return found.cost

    def _is_right(self, name: str, factor: float = 1.0) -> bool:
        return self._way(name, factor) is not None

    def _way(self, name: str, factor: float = 1.0) -> float | None:
        """Return how many times the right values were recorded, None if they are wrong.

        That is ``factor``, or a share of it: deltas may be divided by the batch.
        """
        if name in self._claims.odd:
            return None
        got = self._claims.values[name]
        want, room = self._right.values[name] * factor, self._right.room[name]
        if _agree(got, want, room * abs(factor)):
            return factor
        count = self._claims.samples
        if name.startswith("delta") and _agree(got * count, want, room * abs(factor)):
            return factor / count
        return None

    def _made_up_for(self, wrong: set[str]) -> set[str]:
        """Return gradients recorded as a multiple, if the update makes up for that.

        With y − a in place of a − y gradients are negative and added; sums over the
        batch may be divided as they are subtracted.
        """
        gradients = {name for name in self._given() if name[0] == "d"}
        rate = self._claims.learning_rate
        after = [name for name in self._claims.values if name.endswith("_after")]
        if not wrong or wrong != gradients & wrong or rate is None or not after:
            return set()
        if not all(self._moved_rightly(name, rate) for name in after):
            return set()
        count = float(self._claims.samples)
        for factor in (-1.0, count, -count):
            if all(self._is_right(name, factor) for name in gradients):
                what = "negative" if factor == -1.0 else f"{factor:g} times as large"
                self._notes.append(
                    f"The gradients are recorded {what}, and the update makes up for "
                    "it: the step is right."
                )
                self._made_up = factor
                return wrong
        return set()

    def _moved_rightly(self, name: str, rate: float) -> bool:
        kind, layer = split_name(name)
        before = self._claims.weights if kind == "W" else self._claims.biases
        gradient = self._right.values[f"d{kind}{layer}"]
        want = before[layer - 1] - rate * gradient
        if name in self._claims.odd:
            return False
        room = rate * self._right.room[f"d{kind}{layer}"]
        room = room + 1e-6 * rate * np.abs(gradient) + 1e-15
        if self._claims.single:
            room = room + 2.4e-7 * np.abs(want)
        return _agree(self._claims.values[name], want, room)

    def _named(self, wrong: set[str], previous: Mapping[str, Floats]) -> Naming:
        """Name what is wrong; where gradients do not tell, try the forward pass."""
        view = self._view(previous)
        best = Naming(view, self._right, wrong)
        if not wrong:
            return best
        best.run()
        last = f"dW{self._claims.layers[-1]}"
        # Where the output layer's gradient is right, so is what it is made of.
        forward_is_right = last in self._claims.values and last not in wrong
        told = best.is_simple or any(name[0] in "za" for name in wrong)
        if told or forward_is_right:
            return best
        for variant, fault, at in _forward_variants(view):
            tried = Naming(variant, self._right, wrong)
            tried.run(best.weight - 1.25)
            tried.weight += 1.0
            if tried.weight < best.weight - 0.25:
                first = next(name for name in self._given() if name in wrong)
                tried.faults.setdefault(first, Fault(*fault, at))
                best = tried
        return best

    def _view(self, previous: Mapping[str, Floats]) -> ForeignPass:
        claims, right = self._claims, self._right.values
        view = ForeignPass(
            claims, self._activations, self._loss, self._factor, {}, {}, previous
        )
        view.a[0] = claims.inputs
        upstream = True
        for layer in claims.layers:
            own = _claimed(claims, f"z{layer}")
            if own is None and not upstream:
                own = next(sum_guesses(view, layer)).value
            view.z[layer] = right[f"z{layer}"] if own is None else own
            upstream = upstream and own is None
            own = _claimed(claims, f"a{layer}")
            if own is None and not upstream:
                own = value_of(self._activations[layer - 1], view.z[layer])
            view.a[layer] = right[f"a{layer}"] if own is None else own
            upstream = upstream and own is None
        return view

    def _judged(
        self,
        wrong: set[str],
        faults: Mapping[str, Fault],
        cost: CostVerdict,
        updates: UpdateVerdict,
    ) -> tuple[Judged, ...]:
        found: list[Judged] = []
        first = ""
        for name in self._given():
            if name not in wrong:
                found.append(self._compared(name, ok=True))
                continue
            fault = faults.get(name)
            found.append(self._compared(name, ok=False, fault=fault, follows=first))
            first = first or name
        if cost.judged is not None:
            at = next(
                (k for k, one in enumerate(found) if one.name[0] == "d"), len(found)
            )
            wrong_before = any(not one.ok for one in found[:at])
            found.insert(at, _cost(cost, wrong_before, found))
        for name, (ok, fault) in updates.judged.items():
            kind, layer = split_name(name)
            follows = f"d{kind}{layer}" if f"d{kind}{layer}" in wrong else first
            found.append(
                self._compared(name, ok=ok, fault=fault, follows="" if ok else follows)
            )
        return tuple(found)

    def _compared(
        self, name: str, *, ok: bool, fault: Fault | None = None, follows: str = ""
    ) -> Judged:
        got = self._claims.values[name]
        want = self._right.values.get(name)
        if want is None:
            want = np.full(got.shape, np.nan)
        elif ok and name.startswith("d"):
            way = self._way(name)
            if way is None:
                way = self._way(name, self._made_up)
            want = want * (1.0 if way is None else way)
        difference = np.inf
        if got.shape == want.shape:
            off = np.abs(got - want)
            finite = off[np.isfinite(off)]
            difference = float(finite.max()) if finite.size else 0.0
            if (np.isfinite(got) != np.isfinite(want)).any():
                difference = np.inf
        follows = "" if fault is not None else follows
        return Judged(name, ok, difference, fault, follows, got, want)


def _cost(cost: CostVerdict, wrong_before: bool, found: list[Judged]) -> Judged:
    assert cost.judged is not None
    ok, got, want, fault = cost.judged
    first = next((one.name for one in found if not one.ok), "")
    return Judged(
        "cost",
        ok,
        abs(got - want),
        None if ok or wrong_before else fault,
        first if not ok and wrong_before else "",
        np.array(got),
        np.array(want),
    )


def _claimed(claims: Claims, name: str) -> Floats | None:
    return None if name in claims.odd else claims.values.get(name)


def _agree(got: Floats, want: Floats, room: Floats) -> bool:
    """Tell whether an array is right; not finite where the right one is not, too."""
    with np.errstate(all="ignore"):
        off = np.abs(got - want)
        lost = ~np.isfinite(want) & ~np.isfinite(got)
        return bool(((off <= room) | lost | np.isinf(room)).all())


def _forward_variants(
    view: ForeignPass,
) -> list[tuple[ForeignPass, tuple[tuple[str, ...], tuple[str, ...]], str]]:
    """Return the forward pass with one mistake in it, and which it is."""
    found = []
    for layer in view.claims.layers:
        for kind in ("z", "a"):
            options = sum_guesses if kind == "z" else activation_guesses
            for guess in options(view, layer):
                if not guess.names:
                    continue
                changed = _continued(view, layer, kind, guess.value)
                fault = (guess.names, guess.details)
                found.append((changed, fault, f"{kind}{layer}"))
    return found


def _continued(view: ForeignPass, layer: int, kind: str, value: Floats) -> ForeignPass:
    """Return the forward pass with one quantity replaced, and what follows from it."""
    changed = ForeignPass(
        view.claims,
        view.activations,
        view.loss,
        view.factor,
        dict(view.z),
        dict(view.a),
        view.previous,
        is_changed=True,
    )
    (changed.z if kind == "z" else changed.a)[layer] = value
    for later in range(layer, view.last + 1):
        if later > layer:
            changed.z[later] = next(sum_guesses(changed, later)).value
        if later > layer or kind == "z":
            f = view.activations[later - 1]
            changed.a[later] = value_of(f, changed.z[later])
    return changed
