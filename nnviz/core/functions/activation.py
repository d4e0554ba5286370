"""An activation: a function applied to a layer, its slope, and what it teaches."""

from collections.abc import Callable
from dataclasses import dataclass

from nnviz.core.types import Floats

LONGEST_LABEL = 28
"""Characters that a label has at most, to fit where space is short."""


@dataclass(frozen=True, slots=True)
class Activation:
    """A function ``a = f(z)`` applied to every neuron of a layer, and its slope.

    ``evaluate(z, out)`` writes the value and ``slope(z, a, out)`` the derivative
    df/dz, both elementwise on arrays of shape (O, N): O neurons, N samples. Each
    slope uses whichever of z and a is cheaper.

    Softmax mixes the neurons of a layer, so its slope is a matrix per sample. It sets
    ``jacobian_product(a, da, out)``, which writes dL/dz from dL/da, all (O, N), and its
    ``slope`` is the diagonal of that matrix.

    Configurations and snapshots refer to an activation by its ``name``, which
    ``find_activation`` looks up; people read its ``label``. ``range`` holds the
    infimum and supremum of f.
    """

    name: str
    formula: str
    slope_formula: str
    range: tuple[float, float]
    lesson: str
    evaluate: Callable[[Floats, Floats], object]
    slope: Callable[[Floats, Floats, Floats], object]
    kinks: tuple[float, ...] = ()
    """The z at which the slope jumps; difference quotients across one mean nothing."""
    jacobian_product: Callable[[Floats, Floats, Floats], object] | None = None
    surrogate: bool = False
    """Whether ``slope`` is a stand-in that is not the derivative of ``evaluate``."""
    short: str = ""
    """The short name of a function that a user wrote, if it was given one."""

    @property
    def label(self) -> str:
        """The name to show; the text of a user's function may be cut short."""
        words = self.short or " ".join(self.name.replace("_", " ").split())
        return (
            words if len(words) <= LONGEST_LABEL else f"{words[: LONGEST_LABEL - 1]}…"
        )

    @property
    def elementwise(self) -> bool:
        """Whether each neuron's activation depends on its own z alone."""
        return self.jacobian_product is None
