"""Settles what was left open: how a program writes its arrays, and what it uses."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from nnviz.core.activations import ACTIVATIONS
from nnviz.core.errors import InputError
from nnviz.core.functions.activation import Activation
from nnviz.core.functions.loss import Loss
from nnviz.core.network import find_activation
from nnviz.core.program import find_loss
from nnviz.session.claims.arranging import (
    Claims,
    Writing,
    arrange,
    hints,
    manners,
)
from nnviz.session.claims.given import Given
from nnviz.session.claims.judging import judge
from nnviz.session.claims.right import value_of

_ALIASES = {
    "identity": "linear",
    "none": "linear",
    "logistic": "sigmoid",
    "bce": "binary_cross_entropy",
    "binary_crossentropy": "binary_cross_entropy",
    "ce": "cross_entropy",
    "crossentropy": "cross_entropy",
    "categorical_crossentropy": "cross_entropy",
    "categorical_cross_entropy": "cross_entropy",
    "mean_squared_error": "mse",
    "mean_absolute_error": "mae",
}


@dataclass(frozen=True, slots=True)
class Said:
    """What the user says of a program; None for what is to be found out.

    ``activations`` are names, one for each layer. ``product`` is ``x @ W`` or
    ``W @ x``, and ``samples`` is ``rows`` or ``columns``. ``settings`` are those of the
    optimiser.
    """

    activations: tuple[str, ...] | None = None
    loss: str | None = None
    learning_rate: float | None = None
    optimizer: str | None = None
    product: str | None = None
    samples: str | None = None
    settings: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Settled:
    """How a program writes its arrays, and what it uses."""

    manner: Writing
    sizes: tuple[int, ...]
    activations: tuple[Activation, ...]
    loss: Loss


class Settling:
    """Finds out what the user has not said of a program, from one iteration of it.

    Parameters
    ----------
    said
        What the user says.

    Attributes
    ----------
    notes
        What was found out rather than said.
    """

    def __init__(self, said: Said) -> None:
        self._said = said
        self.notes: list[str] = []

    def settle(self, given: Given) -> tuple[Settled, Claims]:
        """Return what holds for the program, and the iteration arranged by it.

        Raises
        ------
        InputError
            If that cannot be told from this iteration; the message asks for it.
        """
        manner, sizes = self._manner(given)
        claims = arrange(given, manner, sizes)
        return Settled(manner, sizes, *self.functions_of(claims)), claims

    def _manner(self, given: Given) -> tuple[Writing, tuple[int, ...]]:
        """Return how the program writes its arrays; ask if it cannot be told."""
        said = self._said
        possible = [
            (manner, sizes)
            for manner, sizes in manners(given)
            if said.product in (None, manner.product)
            and said.samples in (None, manner.samples)
        ]
        if not possible:
            raise InputError(
                f"the shapes do not fit weights '{said.product or 'any'}' and samples "
                f"as {said.samples or 'rows or columns'}: leave these options out"
            )
        if len(possible) == 1:
            return possible[0]
        scores = [self._evidence(given, *one) for one in possible]
        best = max(scores)
        leading = [
            one for one, score in zip(possible, scores, strict=True) if score == best
        ]
        # Where all is right either way, it makes no difference.
        if len(leading) > 1 and not best[0]:
            raise _ambiguous([manner for manner, _ in leading])
        return leading[0]

    def _evidence(
        self, given: Given, manner: Writing, sizes: tuple[int, ...]
    ) -> tuple[bool, int, int]:
        """Return whether all is right if it is so, how much, and what speaks for it."""
        try:
            claims = arrange(given, manner, sizes)
            activations, loss = Settling(self._said).functions_of(claims)
            known = activations, loss, self._said.optimizer
            verdict = judge(claims, *known, explain=False)
        except InputError:
            return False, -1, hints(given, manner)
        right = sum(one.ok for one in verdict.quantities)
        return verdict.ok and right > 0, right, hints(given, manner)

    def functions_of(self, claims: Claims) -> tuple[tuple[Activation, ...], Loss]:
        """Return the activations and the loss, found out where they were not said."""
        choices = self._choices(claims)
        if len(choices) == 1:
            return choices[0]
        # Of many choices one counts only if all is right; naming mistakes takes longer.
        explain = self._said.activations is not None
        verdicts = [
            judge(claims, *one, self._said.optimizer, explain=explain)
            for one in choices
        ]
        keys = [
            (one.ok, sum(part.ok for part in one.quantities), -one.weight)
            for one in verdicts
        ]
        best = max(keys)
        if self._said.activations is None and not best[0]:
            raise _question(claims)
        if keys.count(best) > 1 and not best[0]:
            raise InputError("say the loss, such as --loss binary_cross_entropy")
        activations, loss = choices[keys.index(best)]
        listed = ", ".join(f.label for f in activations)
        self.notes.append(
            f"Not said, but borne out by the numbers: {listed}; {loss.name}."
        )
        return activations, loss

    def _choices(self, claims: Claims) -> list[tuple[tuple[Activation, ...], Loss]]:
        """Return the activations and losses that may be, at least one of each."""
        choices, failures = [], []
        for activations in self._activations(claims):
            try:
                losses = self._losses(activations[-1], claims.sizes[-1])
            except InputError as error:
                # Of activations that are tried, those count that suit what was said.
                failures.append(error)
            else:
                choices += [(activations, loss) for loss in losses]
        if not choices:
            raise failures[0]
        return choices

    def _activations(self, claims: Claims) -> list[tuple[Activation, ...]]:
        said, count = self._said.activations, len(claims.layers)
        if said is not None:
            if len(said) == 1 and count > 1:
                raise InputError(
                    f"1 activation for {count} layers: give one for each, with commas"
                )
            if len(said) != count:
                raise InputError(
                    f"{len(said)} activations for {count} layers: give one for each"
                )
            return [tuple(find_activation(_ALIASES.get(name, name)) for name in said)]
        found = _recognised(claims)
        if found is not None:
            return [found]
        outputs = ["sigmoid", "linear", "tanh"]
        if claims.sizes[-1] > 1:
            outputs.insert(0, "softmax")
        hidden = ("relu", "sigmoid", "tanh", "leaky_relu") if count > 1 else ("relu",)
        return [
            tuple(ACTIVATIONS[name] for name in (*[inner] * (count - 1), output))
            for inner in hidden
            for output in outputs
        ]

    def _losses(self, output: Activation, outputs: int) -> list[Loss]:
        name = self._said.loss
        if name is not None:
            loss = find_loss(_ALIASES.get(name, name))
            loss.check(output, outputs)
            return [loss]
        usual = {"softmax": ["cross_entropy", "mse"]}
        usual["sigmoid"] = ["binary_cross_entropy", "mse"]
        return [find_loss(name) for name in usual.get(output.name, ["mse"])]


def _question(claims: Claims) -> InputError:
    """Return the question for the activations."""
    last = "softmax" if claims.sizes[-1] > 1 else "sigmoid"
    names = [*["relu"] * (len(claims.layers) - 1), last]
    layers = f"of the {len(names)} layers" if len(names) > 1 else "of the layer"
    return InputError(
        f"say the activations {layers}, such as --activations {','.join(names)}"
    )


def _ambiguous(possible: list[Writing]) -> InputError:
    """Return the question for what the shapes of an iteration do not tell."""
    options = []
    if len({one.product for one in possible}) > 1:
        options.append("--weights 'x @ W' or --weights 'W @ x'")
    if len({one.samples for one in possible}) > 1:
        options.append("--samples rows or --samples columns")
    return InputError(
        f"the shapes do not tell whether {possible[0].says}, or {possible[1].says}: "
        f"say {', and '.join(options)}"
    )


def _recognised(claims: Claims) -> tuple[Activation, ...] | None:
    """Return the activations that the program's own a are made by, if it gives them."""
    found = []
    before = np.asarray(claims.inputs, np.float64)
    for layer in claims.layers:
        a = claims.values.get(f"a{layer}")
        if a is None or f"a{layer}" in claims.odd:
            return None
        z = before @ claims.weights[layer - 1].T + claims.biases[layer - 1]
        close = 1e-3 if claims.single else 1e-7
        with np.errstate(all="ignore"):
            fitting = [
                f
                for f in ACTIVATIONS.values()
                if not (f.name == "softmax" and z.shape[1] == 1)
                and f.name != "step_straight_through"
                and np.allclose(value_of(f, z), a, rtol=close, atol=close)
            ]
        if not fitting:
            return None
        found.append(fitting[0])
        before = a
    return tuple(found)
