"""The activation functions in the languages of scripts."""

from collections.abc import Mapping
from dataclasses import dataclass

from nnviz.core.activations import ACTIVATIONS
from nnviz.core.expression.own import own_function
from nnviz.core.expression.python_text import ARITHMETIC, python_text
from nnviz.core.functions.activation import Activation


@dataclass(frozen=True, slots=True)
class Language:
    """How a function of z is written.

    Attributes
    ----------
    functions
        The expression of z for each activation of nnviz.
    templates, call
        How the nodes of a user's function are written, as for `python_text`.
    """

    functions: Mapping[str, str]
    templates: Mapping[str, str]
    call: str

    def expression(self, activation: Activation) -> str:
        """Return the function as an expression of z."""
        if activation.name in ACTIVATIONS:
            return self.functions[activation.name]
        tree = own_function(activation.name).value
        return python_text(tree, self.templates, self.call)


NUMPY = Language(
    {
        "step": "np.where(z > 0, 1, 0).astype(z.dtype)",
        "step_straight_through": "np.where(z > 0, 1, 0).astype(z.dtype)",
        "sigmoid": "1 / (1 + np.exp(-z))",
        "tanh": "np.tanh(z)",
        "relu": "np.maximum(z, 0)",
        "leaky_relu": "np.where(z > 0, z, z * z.dtype.type(0.01))",
        "elu": "np.where(z > 0, z, np.expm1(np.minimum(z, 0)))",
        "softplus": "np.logaddexp(z, 0)",
        "swish": "z / (1 + np.exp(-z))",
        "gelu": "z * (1 + erf(z / math.sqrt(2))) / 2",
    },
    {
        **ARITHMETIC,
        "step": "np.where({0} > 0, 1.0, 0.0)",
        "max": "np.maximum({0}, {1})",
        "min": "np.minimum({0}, {1})",
        "sigmoid": "(1 / (1 + np.exp(-{0})))",
        "softplus": "np.logaddexp({0}, 0)",
        "atan": "np.arctan({0})",
        "asinh": "np.arcsinh({0})",
        "erf": "erf({0})",
    },
    "np.{name}",
)

TORCH = Language(
    {
        "step": "(z > 0).to(z.dtype)",
        "step_straight_through": "(z > 0).to(z.dtype)",
    },
    {
        **ARITHMETIC,
        "step": "({0} > 0).to(z.dtype)",
        "max": "torch.where({0} > {1}, {0}, {1})",
        "min": "torch.where({0} < {1}, {0}, {1})",
        "softplus": "torch.logaddexp({0}, 0 * z)",
    },
    "torch.{name}",
)
"""What is not in `TORCH_LAYERS` is written as a module of its own."""

TORCH_LAYERS = {
    "linear": "",
    "sigmoid": "torch.nn.Sigmoid()",
    "tanh": "torch.nn.Tanh()",
    "relu": "torch.nn.ReLU()",
    "leaky_relu": "torch.nn.LeakyReLU(0.01)",
    "elu": "torch.nn.ELU()",
    # Beyond the threshold PyTorch returns z itself, which 20, its own, is too low for.
    "softplus": "torch.nn.Softplus(threshold=40)",
    "swish": "torch.nn.SiLU()",
    "gelu": "torch.nn.GELU()",
    "softmax": "torch.nn.Softmax(dim=1)",
}

KERAS = Language(
    {
        "step": "keras.ops.cast(z > 0, z.dtype)",
        "step_straight_through": "keras.ops.cast(z > 0, z.dtype)",
        "leaky_relu": "keras.ops.leaky_relu(z, negative_slope=0.01)",
    },
    {
        **ARITHMETIC,
        "step": "keras.ops.cast({0} > 0, z.dtype)",
        "max": "keras.ops.maximum({0}, {1})",
        "min": "keras.ops.minimum({0}, {1})",
        "atan": "keras.ops.arctan({0})",
        "asinh": "keras.ops.arcsinh({0})",
    },
    "keras.ops.{name}",
)
"""What is not in `KERAS_NAMES` is written as a function of its own."""

KERAS_NAMES = {
    "linear": "linear",
    "sigmoid": "sigmoid",
    "tanh": "tanh",
    "relu": "relu",
    "elu": "elu",
    "softplus": "softplus",
    "swish": "silu",
    "gelu": "gelu",
    "softmax": "softmax",
}


def c_language(suffix: str) -> Language:
    """Return C with functions for float (suffix "f") or double ("")."""
    f = suffix
    return Language(
        {
            "linear": "z",
            "step": f"z > 0 ? 1.0{f} : 0.0{f}",
            "step_straight_through": f"z > 0 ? 1.0{f} : 0.0{f}",
            "sigmoid": f"1.0{f} / (1.0{f} + exp{f}(-z))",
            "tanh": f"tanh{f}(z)",
            "relu": f"z > 0 ? z : 0.0{f}",
            "leaky_relu": f"z > 0 ? z : 0.01{f} * z",
            "elu": f"z > 0 ? z : expm1{f}(z)",
            "softplus": f"fmax{f}(z, 0.0{f}) + log1p{f}(exp{f}(-fabs{f}(z)))",
            "swish": f"z / (1.0{f} + exp{f}(-z))",
            "gelu": f"0.5{f} * z * (1.0{f} + erf{f}(z / sqrt{f}(2.0{f})))",
        },
        {
            **ARITHMETIC,
            "^": f"pow{f}({{0}}, {{1}})",
            "abs": f"fabs{f}({{0}})",
            "sign": "(({0} > 0) - ({0} < 0))",
            "step": f"({{0}} > 0 ? 1.0{f} : 0.0{f})",
            "max": f"fmax{f}({{0}}, {{1}})",
            "min": f"fmin{f}({{0}}, {{1}})",
            "sigmoid": f"(1.0{f} / (1.0{f} + exp{f}(-{{0}})))",
            "softplus": (
                f"(fmax{f}({{0}}, 0.0{f}) + log1p{f}(exp{f}(-fabs{f}({{0}}))))"
            ),
        },
        f"{{name}}{f}",
    )
