"""What an activation is: a function of a layer, its slope, and what it teaches."""

from collections.abc import Callable
from dataclasses import dataclass

from nnviz.core.types import Floats


@dataclass(frozen=True, slots=True)
class Activation:
    """A function ``a = f(z)`` applied to every neuron of a layer, and its slope.

    ``evaluate(z, out)`` writes the value and ``slope(z, a, out)`` the derivative
    df/dz, both elementwise on arrays of shape (O, N): O neurons, N samples. Each
    slope uses whichever of z and a is cheaper.

    Softmax mixes the neurons of a layer, so its slope is a matrix per sample. It sets
    ``jacobian_product(a, da, out)``, which writes dL/dz from dL/da, and its ``slope``
    is the diagonal of that matrix.
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

    @property
    def elementwise(self) -> bool:
        """Whether each neuron's activation depends on its own z alone."""
        return self.jacobian_product is None
