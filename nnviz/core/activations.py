"""The activation functions, one object each; to add one, add an object here.

The functions below take z, a and the slope s as arrays (O, N) and write the last one.
"""

import math

import numpy as np

from nnviz.core.functions.activation import Activation
from nnviz.core.functions.erf import erf
from nnviz.core.functions.softmax import softmax, softmax_jacobian_product
from nnviz.core.types import Floats

LEAK = 0.01
_INFINITY = math.inf


def _linear(z: Floats, a: Floats) -> None:
    np.copyto(a, z)


def _linear_slope(_z: Floats, _a: Floats, s: Floats) -> None:
    s.fill(1.0)


def _step(z: Floats, a: Floats) -> None:
    # The second argument is the value at 0: the neuron fires only above it.
    np.heaviside(z, 0.0, a)


def _step_slope(_z: Floats, _a: Floats, s: Floats) -> None:
    s.fill(0.0)


def _straight_through_slope(z: Floats, _a: Floats, s: Floats) -> None:
    np.absolute(z, s)
    np.less_equal(s, 1.0, s)


def _sigmoid(z: Floats, a: Floats) -> None:
    np.negative(z, a)
    # Where exp(-z) overflows to infinity, 1 / (1 + inf) is 0, which is correct.
    with np.errstate(over="ignore"):
        np.exp(a, a)
    np.add(a, 1.0, a)
    np.reciprocal(a, a)


def _sigmoid_slope(_z: Floats, a: Floats, s: Floats) -> None:
    np.subtract(1.0, a, s)
    np.multiply(a, s, s)


def _tanh_slope(_z: Floats, a: Floats, s: Floats) -> None:
    np.multiply(a, a, s)
    np.subtract(1.0, s, s)


def _relu(z: Floats, a: Floats) -> None:
    # NumPy compares two arrays faster than an array and a number.
    a.fill(0.0)
    np.maximum(z, a, out=a)


def _relu_slope(_z: Floats, a: Floats, s: Floats) -> None:
    # a is never negative, so its sign is 1 where z > 0 and 0 elsewhere.
    np.sign(a, s)


def _leaky_relu(z: Floats, a: Floats) -> None:
    np.multiply(z, LEAK, a)
    np.maximum(z, a, out=a)


def _leaky_relu_slope(z: Floats, _a: Floats, s: Floats) -> None:
    np.greater(z, 0.0, s)
    np.maximum(s, LEAK, out=s)


def _elu(z: Floats, a: Floats) -> None:
    # Clipped at 0 first, so that exp cannot overflow; for z < 0, exp(z) - 1 > z.
    np.minimum(z, 0.0, out=a)
    np.expm1(a, a)
    np.maximum(z, a, out=a)


def _elu_slope(z: Floats, _a: Floats, s: Floats) -> None:
    np.minimum(z, 0.0, out=s)
    np.exp(s, s)


def _softplus(z: Floats, a: Floats) -> None:
    # ln(e^z + e^0), without overflow for large z.
    np.logaddexp(z, 0.0, a)


def _softplus_slope(z: Floats, _a: Floats, s: Floats) -> None:
    _sigmoid(z, s)


def _swish(z: Floats, a: Floats) -> None:
    _sigmoid(z, a)
    np.multiply(z, a, a)


def _swish_slope(z: Floats, a: Floats, s: Floats) -> None:
    _sigmoid(z, s)
    np.add(a, s * (1.0 - a), s)


def _gelu(z: Floats, a: Floats) -> None:
    np.multiply(z, _normal_share(z), a)


def _gelu_slope(z: Floats, _a: Floats, s: Floats) -> None:
    # Beyond |z| = 40 the bell is 0 in float64; clipping keeps z * z from overflowing.
    near = np.clip(z, -40.0, 40.0)
    bell = np.exp(-0.5 * near * near) / math.sqrt(2.0 * math.pi)
    np.add(_normal_share(z), near * bell, s)


def _normal_share(z: Floats) -> Floats:
    """Return the standard normal distribution function of z, in z's shape."""
    return 0.5 * (1.0 + erf(z / math.sqrt(2.0)))


def _softmax_slope(_z: Floats, a: Floats, s: Floats) -> None:
    _sigmoid_slope(_z, a, s)


_ALL = (
    Activation(
        "linear",
        r"f(z) = z",
        r"f'(z) = 1",
        (-_INFINITY, _INFINITY),
        "Passes z on unchanged: the gradient arrives whole, but several such layers "
        "are no more than one matrix, so the network can only fit straight lines.",
        _linear,
        _linear_slope,
    ),
    Activation(
        "step",
        r"f(z) = 1 \; \mathrm{if} \; z > 0, \; 0 \; \mathrm{otherwise}",
        r"f'(z) = 0",
        (0.0, 1.0),
        "Fires or does not: the slope is zero, so nothing before it can learn by "
        "gradient descent.",
        _step,
        _step_slope,
        kinks=(0.0,),
    ),
    # The straight-through estimator: Bengio, Leonard & Courville (2013),
    # arXiv:1308.3432; the window |z| <= 1 is that of Courbariaux et al. (2016),
    # "Binarized neural networks", arXiv:1602.02830.
    Activation(
        "step_straight_through",
        r"f(z) = 1 \; \mathrm{if} \; z > 0, \; 0 \; \mathrm{otherwise}",
        r"f'(z) \approx 1 \; \mathrm{if} \; |z| \leq 1, \; 0 \; \mathrm{otherwise}",
        (0.0, 1.0),
        "A step whose zero slope is replaced by 1 near the threshold on the way back, "
        "so that the layers before it can learn, although that slope is not the true "
        "one.",
        _step,
        _straight_through_slope,
        kinks=(-1.0, 0.0, 1.0),
        surrogate=True,
    ),
    Activation(
        "sigmoid",
        r"f(z) = \frac{1}{1 + e^{-z}}",
        r"f'(z) = f(z) \, (1 - f(z))",
        (0.0, 1.0),
        "Squeezes z between 0 and 1: its slope is at most 1/4 and nearly 0 for large "
        "|z|, so gradients shrink with every layer.",
        _sigmoid,
        _sigmoid_slope,
    ),
    Activation(
        "tanh",
        r"f(z) = \tanh(z)",
        r"f'(z) = 1 - f(z)^2",
        (-1.0, 1.0),
        "Squeezes z between -1 and 1, centred on 0: its slope is 1 at the centre and "
        "nearly 0 for large |z|, where a neuron is saturated and learns slowly.",
        np.tanh,
        _tanh_slope,
    ),
    # Nair & Hinton (2010), "Rectified linear units improve restricted Boltzmann
    # machines", ICML; Glorot, Bordes & Bengio (2011), "Deep sparse rectifier neural
    # networks", AISTATS. Its slope at the corner is taken to be 0.
    Activation(
        "relu",
        r"f(z) = \max(0, z)",
        r"f'(z) = 1 \; \mathrm{if} \; z > 0, \; 0 \; \mathrm{otherwise}",
        (0.0, _INFINITY),
        "Passes positive z with slope 1, so gradients do not shrink; a neuron whose z "
        "is negative for every sample gets no gradient and is dead.",
        _relu,
        _relu_slope,
        kinks=(0.0,),
    ),
    # Maas, Hannun & Ng (2013), "Rectifier nonlinearities improve neural network
    # acoustic models", ICML workshop.
    Activation(
        "leaky_relu",
        r"f(z) = \max(0.01 z, z)",
        r"f'(z) = 1 \; \mathrm{if} \; z > 0, \; 0.01 \; \mathrm{otherwise}",
        (-_INFINITY, _INFINITY),
        "Like relu, but leaks a hundredth of negative z, so that a neuron can always "
        "recover.",
        _leaky_relu,
        _leaky_relu_slope,
        kinks=(0.0,),
    ),
    # Clevert, Unterthiner & Hochreiter (2016), arXiv:1511.07289, with alpha = 1.
    Activation(
        "elu",
        r"f(z) = z \; \mathrm{if} \; z > 0, \; e^z - 1 \; \mathrm{otherwise}",
        r"f'(z) = 1 \; \mathrm{if} \; z > 0, \; e^z \; \mathrm{otherwise}",
        (-1.0, _INFINITY),
        "Like relu, but bends smoothly to -1: negative z keeps a small gradient, and "
        "activations are centred nearer to 0.",
        _elu,
        _elu_slope,
        kinks=(0.0,),
    ),
    # Dugas et al. (2001), "Incorporating second-order functional knowledge for better
    # option pricing", NIPS 13.
    Activation(
        "softplus",
        r"f(z) = \ln(1 + e^z)",
        r"f'(z) = \frac{1}{1 + e^{-z}}",
        (0.0, _INFINITY),
        "A relu with a rounded corner: its slope is never exactly 0, so no neuron "
        "dies, but all activations are positive.",
        _softplus,
        _softplus_slope,
    ),
    # Ramachandran, Zoph & Le (2017), arXiv:1710.05941, with beta = 1; as SiLU in
    # Elfwing, Uchibe & Doya (2018), Neural Networks 107.
    Activation(
        "swish",
        r"f(z) = \frac{z}{1 + e^{-z}}",
        r"f'(z) = f(z) + \frac{1 - f(z)}{1 + e^{-z}}",
        (-0.2784645427610738, _INFINITY),
        "Smooth like softplus and near 0 for negative z like relu; it dips slightly "
        "below 0, where the slope changes sign.",
        _swish,
        _swish_slope,
    ),
    # Hendrycks & Gimpel (2016), arXiv:1606.08415: the exact form, by erf, not the
    # approximation by tanh.
    Activation(
        "gelu",
        r"f(z) = z \, \Phi(z)",
        r"f'(z) = \Phi(z) + z \, \frac{e^{-z^2/2}}{\sqrt{2 \pi}}",
        (-0.16997120747990369, _INFINITY),
        "Weights z by the share of a normal distribution below it: a smooth relu with "
        "a small dip, the usual choice in large language models.",
        _gelu,
        _gelu_slope,
    ),
    # Bridle (1990), "Probabilistic interpretation of feedforward classification
    # network outputs", in Neurocomputing, Springer.
    Activation(
        "softmax",
        r"f(z)_k = \frac{e^{z_k}}{\sum_j e^{z_j}}",
        r"\frac{\partial f_k}{\partial z_j} = f_k \, ([k = j] - f_j)",
        (0.0, 1.0),
        "Turns the outputs into probabilities that sum to 1: raising one lowers the "
        "others, so its slope is a matrix. It belongs at the output.",
        softmax,
        _softmax_slope,
        jacobian_product=softmax_jacobian_product,
    ),
)

ACTIVATIONS: dict[str, Activation] = {a.name: a for a in _ALL}
"""Every activation by its name."""
