"""Scripts that run by themselves with a model's weights in them, written to be read."""

from collections.abc import Mapping, Sequence

from nnviz.core.activations import ACTIVATIONS
from nnviz.core.network import Network
from nnviz.files.trained_model import TrainedModel
from nnviz.models.scripts.script_functions import (
    KERAS,
    KERAS_NAMES,
    NUMPY,
    TORCH,
    TORCH_LAYERS,
    Language,
)
from nnviz.models.scripts.script_text import (
    described,
    is_scaled,
    literal,
    named_numbers,
    packed,
    wrapped,
)

_DERIVED = {
    "x1^2": "x1 * x1",
    "x2^2": "x2 * x2",
    "x1*x2": "x1 * x2",
    "sin(x1)": "np.sin(x1)",
    "sin(x2)": "np.sin(x2)",
}
"""How derived inputs are worked out from columns x1 and x2, (N, 1) each."""


def numpy_script(model: TrainedModel) -> str:
    """Write a model as a script that needs NumPy alone."""
    functions = _functions(model.network, NUMPY, {})
    used = {name for name, _ in functions.values() if name != "linear"}
    bodies = [
        f"def {name}(z):\n    return {body}"
        for name, body in functions.values()
        if body
    ]
    if "softmax" in used:
        bodies.append(_NUMPY_SOFTMAX)
    if any("erf(" in body for body in bodies):
        bodies.append(_NUMPY_ERF)
    steps = []
    for number, activation in enumerate(model.network.activations, start=1):
        name = functions[activation.name][0]
        z = f"a @ W{number}.T + b{number}"
        steps.append(f"    a = {z if name == 'linear' else f'{name}({z})'}")
    kind = model.network.precision
    inputs = _scaled_inputs(
        model, "" if kind == "float64" else f"a = a.astype(np.{kind})"
    )
    predict = "\n".join(
        (
            "def predict(rows):",
            f'    """{_promise(model)}"""',
            *inputs,
            *steps,
            *_unscaled_outputs(model, "a"),
        )
    )
    imports = ["import math"] if any("math." in body for body in bodies) else []
    return _script(model, "NumPy", [*imports, "import sys"], [predict, *bodies])


def torch_script(model: TrainedModel) -> str:
    """Write a model as a script that needs PyTorch."""
    network = model.network
    functions = _functions(network, TORCH, TORCH_LAYERS)
    bodies = [
        f"class {_class_name(name)}(torch.nn.Module):\n"
        f"    def forward(self, z):\n        return {body}"
        for name, body in functions.values()
        if body
    ]
    lines = []
    for number, activation in enumerate(network.activations, start=1):
        inputs, outputs = network.sizes[number - 1 : number + 1]
        lines.append(f"        torch.nn.Linear({inputs}, {outputs}),")
        name, body = functions[activation.name]
        made = f"{_class_name(name)}()" if body else TORCH_LAYERS[activation.name]
        lines += [f"        {made},"] if made else []
    kind = f"torch.{network.precision}"
    build = "\n".join(
        (
            "def build():",
            '    """Return the layers with their weights, ready to be trained on."""',
            "    layers = torch.nn.Sequential(",
            *lines,
            f"    ).to({kind})",
            "    linear = [one for one in layers if isinstance(one, torch.nn.Linear)]",
            "    with torch.no_grad():",
            f"        for layer, W, b in zip(linear, {_all(model, 'W')}, "
            f"{_all(model, 'b')}):",
            "            layer.weight.copy_(torch.from_numpy(W))",
            "            layer.bias.copy_(torch.from_numpy(b))",
            "    return layers",
        )
    )
    predict = "\n".join(
        (
            "def predict(rows):",
            f'    """{_promise(model)}"""',
            *_scaled_inputs(model, f"a = torch.from_numpy(a).to({kind})"),
            "    with torch.no_grad():",
            "        a = build()(a)",
            "    a = a.double().numpy()",
            *_unscaled_outputs(model, "a"),
        )
    )
    imports = ["import sys"]
    return _script(model, "PyTorch", imports, [build, *bodies, predict], "import torch")


def keras_script(model: TrainedModel) -> str:
    """Write a model as a script that needs Keras 3, with whichever backend it has."""
    network = model.network
    functions = _functions(network, KERAS, KERAS_NAMES)
    bodies = [
        f"def {name}(z):\n    return {body}"
        for name, body in functions.values()
        if body
    ]
    lines = []
    for number, activation in enumerate(network.activations, start=1):
        name, body = functions[activation.name]
        function = name if body else repr(KERAS_NAMES[activation.name])
        lines.append(
            f"        keras.layers.Dense({network.sizes[number]}, "
            f"activation={function}),"
        )
    build = "\n".join(
        (
            "def build():",
            '    """Return the layers with their weights, ready to be trained on."""',
            f"    keras.config.set_floatx('{network.precision}')",
            "    layers = keras.Sequential([",
            f"        keras.Input(({network.sizes[0]},)),",
            *lines,
            "    ])",
            f"    for layer, W, b in zip(layers.layers, {_all(model, 'W')}, "
            f"{_all(model, 'b')}):",
            "        layer.set_weights([W.T, b])",
            "    return layers",
        )
    ).replace("'", '"')
    predict = "\n".join(
        (
            "def predict(rows):",
            f'    """{_promise(model)}"""',
            *_scaled_inputs(model, f"a = a.astype(np.{network.precision})"),
            "    a = keras.ops.convert_to_numpy(build()(a)).astype(np.float64)",
            *_unscaled_outputs(model, "a"),
        )
    )
    imports = ["import sys"]
    return _script(model, "Keras", imports, [build, *bodies, predict], "import keras")


_NUMPY_SOFTMAX = """def softmax(z):
    # The largest z is subtracted first, so that no exponential overflows.
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)"""

_NUMPY_ERF = """def erf(z):
    return np.vectorize(math.erf, otypes=[z.dtype])(z)"""


def _functions(
    network: Network, language: Language, known: Mapping[str, str]
) -> dict[str, tuple[str, str]]:
    """Return the name and the expression of each activation that is used.

    What the language has itself is in ``known``, and has no expression; softmax is
    written elsewhere.
    """
    found: dict[str, tuple[str, str]] = {}
    for activation in network.activations:
        name = activation.name
        if name in known or name in ("linear", "softmax"):
            found[name] = name, ""
        elif name in ACTIVATIONS:
            found[name] = name, language.expression(activation)
        elif name not in found:
            own = sum(one.startswith("own_") for one, _ in found.values()) + 1
            found[name] = f"own_{own}", language.expression(activation)
    return found


def _class_name(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))


def _all(model: TrainedModel, letter: str) -> str:
    """Return a list of all W or all b."""
    count = len(model.network.activations)
    return f"[{', '.join(f'{letter}{k}' for k in range(1, count + 1))}]"


def _promise(model: TrainedModel) -> str:
    inputs, outputs = len(model.card.input_names), model.network.sizes[-1]
    return f"Return the outputs (N, {outputs}) of rows (N, {inputs}) of inputs."


def _scaled_inputs(model: TrainedModel, last: str) -> list[str]:
    """Return the lines that lead from rows to what the first layer takes."""
    lines = ["    a = np.asarray(rows, dtype=np.float64)"]
    if model.derived:
        columns = ", ".join(_DERIVED[name] for name in model.derived)
        lines += [
            "    x1, x2 = a[:, :1], a[:, 1:]",
            f"    a = np.hstack((x1, x2, {columns}))",
        ]
    if is_scaled(model)[0]:
        lines.append("    a = (a - INPUT_OFFSET) * INPUT_FACTOR")
    return [*lines, f"    {last}"] if last else lines


def _unscaled_outputs(model: TrainedModel, outputs: str) -> list[str]:
    if is_scaled(model)[1]:
        return [f"    return {outputs} / TARGET_FACTOR + TARGET_OFFSET"]
    return [f"    return {outputs}"]


def _script(
    model: TrainedModel,
    needs: str,
    imports: Sequence[str],
    parts: Sequence[str],
    library: str = "",
) -> str:
    """Put a script together: what it is, what it does, its numbers, and its use."""
    card = model.card
    sentences = [
        *described(model),
        f"It needs {needs}. Give a row of inputs, with commas between them, for each "
        "prediction.",
    ]
    typical = model.scalings.inputs.offset[: len(card.input_names)][:4]
    example = ",".join(f"{value:.3g}" for value in typical)
    more = ",..." if len(card.input_names) > 4 else ""
    head = '"""' + wrapped(" ".join(sentences)) + "\n\n"
    head += f'    python FILE.py {example}{more}\n"""'
    libraries = sorted(filter(None, (library, "import numpy as np")))
    top = "\n".join((*imports, "", *libraries))
    names = _listed("INPUTS", card.input_names)
    last = _listed("OUTPUTS", card.output_names)
    classes = _listed("CLASSES", card.class_names) if card.class_names else ""
    numbers = [
        f"{name} = np.array({literal(values)}, dtype=np.{values.dtype})"
        for name, values in named_numbers(model).items()
    ]
    blocks = [
        f"{head}\n\n{top}",
        "\n".join(part for part in (names, last, classes) if part),
        *(f"\n{part}" for part in parts),
        "\n# The numbers: a row of W holds the weights of one neuron.\n"
        + "\n".join(numbers),
        "\n" + _main(model),
    ]
    return "\n\n".join(blocks) + "\n"


def _listed(name: str, words: Sequence[str]) -> str:
    """Write names as a list, each as a literal of ASCII alone."""
    body = packed(map(ascii, words), "    ")
    one_line = f"{name} = [{', '.join(map(ascii, words))}]"
    return one_line if len(one_line) <= 88 else f"{name} = [\n{body}\n]"


def _main(model: TrainedModel) -> str:
    lines = [
        'if __name__ == "__main__":',
        '    rows = [[float(x) for x in row.split(",")] for row in sys.argv[1:]]',
        "    if not rows or any(len(row) != len(INPUTS) for row in rows):",
        '        sys.exit("give rows of: " + ", ".join(INPUTS))',
        "    for outputs in predict(rows):",
    ]
    if model.card.task == "classification" and len(model.card.output_names) > 1:
        lines.append("        print(CLASSES[outputs.argmax()], outputs.tolist())")
    elif model.card.task == "classification":
        lines.append("        print(CLASSES[int(outputs[0] > 0.5)], outputs.tolist())")
    else:
        lines.append("        print(dict(zip(OUTPUTS, outputs.tolist())))")
    return "\n".join(lines)
