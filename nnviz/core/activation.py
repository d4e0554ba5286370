"""What an activation is: a function of a layer, its slope, and what it teaches."""

from collections.abc import Callable
from dataclasses import dataclass

from nnviz.core.types import Floats

LONGEST_LABEL = 28
"""So many characters of an activation's text are shown where room is short."""


@dataclass(frozen=True, slots=True)
class Activation:
    """A function ``a = f(z)`` applied to every neuron of a layer, and its slope.

    ``evaluate(z, out)`` writes the value and ``slope(z, a, out)`` the derivative
    df/dz, both elementwise on arrays of shape (O, N): O neurons, N samples. Each
    slope uses whichever of z and a is cheaper.

    Softmax mixes the neurons of a layer, so its slope is a matrix per sample. It sets
    ``jacobian_product(a, da, out)``, which writes dL/dz from dL/da, and its ``slope``
    is the diagonal of that matrix.

    Configurations and snapshots call an activation by its ``name``, by which
    ``find_activation`` finds it again; people read its ``label``.
    """

    name: str
    formula: str
    slope_formula: str
    range: tuple[float, float]
    lesson: str
    evaluate: Callable[[Floats, Floats], object]
    slope: Callable[[Floats, Floats, Floats], object]
    kinks: tuple[float, ...] = ()
    """The z at which the slope jumps; a difference quotient across one says nothing."""
    jacobian_product: Callable[[Floats, Floats, Floats], object] | None = None
    surrogate: bool = False
    """Whether ``slope`` is a stand-in that is not the derivative of ``evaluate``."""
    short: str = ""
    """What a function that a user wrote is called, if its text is not its name."""

    @property
    def label(self) -> str:
        """What people read; a function that is its own text may be cut short."""
        words = self.short or " ".join(self.name.split())
        return (
            words if len(words) <= LONGEST_LABEL else f"{words[: LONGEST_LABEL - 1]}…"
        )

    @property
    def elementwise(self) -> bool:
        """Whether each neuron's activation depends on its own z alone."""
        return self.jacobian_product is None
