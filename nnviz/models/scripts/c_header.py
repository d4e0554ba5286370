"""A C header with a model's weights, for a controller."""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from nnviz.core.errors import InputError
from nnviz.core.functions.activation import Activation
from nnviz.core.types import Floats
from nnviz.files.trained_model import TrainedModel
from nnviz.models.model_building import FoundModel
from nnviz.models.model_card import ModelCard
from nnviz.models.scripts.script_functions import c_language
from nnviz.models.scripts.script_text import (
    described,
    is_scaled,
    literal,
    named_numbers,
    packed,
    read_back,
    wrapped,
)

_DERIVED = {
    "x1^2": "inputs[0] * inputs[0]",
    "x2^2": "inputs[1] * inputs[1]",
    "x1*x2": "inputs[0] * inputs[1]",
    "sin(x1)": "sin(inputs[0])",
    "sin(x2)": "sin(inputs[1])",
}

_SECONDS = 120


def c_header(model: TrainedModel, name: str) -> str:
    """Write a model as a header of C99 that needs <math.h> alone.

    ``name`` begins all that it defines.
    """
    card, sizes = model.card, model.network.sizes
    name = _identifier(name)
    real, suffix = (
        ("float", "f")
        if model.network.precision == "float32"
        else (
            "double",
            "",
        )
    )
    guard = f"{name.upper()}_H"
    said = " ".join(described(model))
    parts = [
        f"/*\n{wrapped(said, ' * ')}\n */",
        f"#ifndef {guard}\n#define {guard}\n\n#include <math.h>",
        f"#define {name.upper()}_INPUTS {len(card.input_names)}\n"
        f"#define {name.upper()}_OUTPUTS {sizes[-1]}",
        _names(f"{name}_input_names", card.input_names),
        _names(f"{name}_output_names", card.output_names),
    ]
    if card.class_names:
        parts.append(_names(f"{name}_class_names", card.class_names))
    for of, values in named_numbers(model).items():
        kind, end = ("double", "") if of.isupper() else (real, suffix)
        shape = "".join(f"[{size}]" for size in values.shape)
        parts.append(
            f"static const {kind} {name}_{of}{shape} = {literal(values, '{}', end)};"
        )
    parts += [_predict(model, name, real, suffix), f"#endif /* {guard} */"]
    return "\n\n".join(parts) + "\n"


def run_c_header(header: Path, model: TrainedModel, rows: Floats) -> FoundModel:
    """Return what runs a header on rows (N, I): a compiler, or else its numbers."""
    compiler = next(filter(None, map(shutil.which, ("cc", "gcc", "clang"))), None)
    if compiler is None:
        return read_back(model, header)
    outputs = _compiled(compiler, header, model, rows)
    kind = f"C, compiled by {Path(compiler).name}"
    return FoundModel((), ModelCard.of(model), run=lambda _: outputs, runner=kind)


def _identifier(text: str) -> str:
    name = re.sub(r"\W+", "_", text, flags=re.ASCII).strip("_").lower()
    return name if name and not name[0].isdigit() else f"model_{name}".rstrip("_")


def _names(name: str, words: Sequence[str]) -> str:
    body = packed(map(_string, words), "    ")
    return f"static const char *const {name}[{len(words)}] = {{\n{body}\n}};"


def _string(text: str) -> str:
    """Write a text as a string of C, whatever it has in it."""
    # A question mark could begin a trigraph; octal codes end after three digits.
    plain = {*map(ord, " _-+.,()[]=/<>^%:;#")}
    written = "".join(
        chr(code)
        if code in plain or (chr(code).isalnum() and code < 128)
        else f"\\{code:03o}"
        for code in text.encode("utf-8", "replace")
    )
    return f'"{written}"'


def _predict(model: TrainedModel, name: str, real: str, suffix: str) -> str:
    inputs, outputs = len(model.card.input_names), model.network.sizes[-1]
    lines = [
        "/* Works out the outputs for one row of inputs. */",
        f"static inline void {name}_predict("
        f"const double inputs[{inputs}], double outputs[{outputs}])",
        "{",
        *_first(model, name, real),
    ]
    for number, activation in enumerate(model.network.activations, start=1):
        lines += ["", *_layer(model, name, number, activation, (real, suffix))]
    count = len(model.network.activations)
    answer = f"a{count}[o]"
    if is_scaled(model)[1]:
        answer += f" / {name}_TARGET_FACTOR[o] + {name}_TARGET_OFFSET[o]"
    lines += [
        "",
        f"    for (int o = 0; o < {outputs}; o++) {{",
        f"        outputs[o] = {answer};",
        "    }",
        "}",
    ]
    return "\n".join(lines)


def _first(model: TrainedModel, name: str, real: str) -> list[str]:
    """Write what the first layer takes: derived inputs are added, all are scaled."""
    given, count = len(model.card.input_names), model.network.sizes[0]
    of, lines = "inputs", []
    if model.derived:
        columns = [f"inputs[{k}]" for k in range(given)]
        columns += [_DERIVED[one] for one in model.derived]
        of = "all_inputs"
        lines.append(f"    double {of}[{count}] = {{")
        lines += [f"        {column}," for column in columns]
        lines.append("    };")
    value = f"{of}[i]"
    if is_scaled(model)[0]:
        value = f"(({value} - {name}_INPUT_OFFSET[i]) * {name}_INPUT_FACTOR[i])"
    return [
        *lines,
        f"    {real} a0[{count}];",
        f"    for (int i = 0; i < {count}; i++) {{",
        f"        a0[i] = ({real}){value};",
        "    }",
    ]


def _layer(
    model: TrainedModel,
    name: str,
    number: int,
    activation: Activation,
    numbers: tuple[str, str],
) -> list[str]:
    real, suffix = numbers
    inputs, outputs = model.network.sizes[number - 1 : number + 1]
    a, before = f"a{number}", f"a{number - 1}"
    softmax = activation.name == "softmax"
    value = "z" if softmax else c_language(suffix).expression(activation)
    lines = [
        f"    /* Layer {number}: {outputs} neurons. */",
        f"    {real} {a}[{outputs}];",
        f"    for (int o = 0; o < {outputs}; o++) {{",
        f"        {real} z = {name}_b{number}[o];",
        f"        for (int i = 0; i < {inputs}; i++) {{",
        f"            z += {name}_W{number}[o][i] * {before}[i];",
        "        }",
        f"        {a}[o] = {value};",
        "    }",
    ]
    if softmax:
        lines += [
            f"    {real} largest = {a}[0], total = 0;".replace(
                "largest", f"largest{number}"
            ).replace("total", f"total{number}"),
            f"    for (int o = 1; o < {outputs}; o++) {{",
            f"        largest{number} = fmax{suffix}(largest{number}, {a}[o]);",
            "    }",
            f"    for (int o = 0; o < {outputs}; o++) {{",
            f"        {a}[o] = exp{suffix}({a}[o] - largest{number});",
            f"        total{number} += {a}[o];",
            "    }",
            f"    for (int o = 0; o < {outputs}; o++) {{",
            f"        {a}[o] /= total{number};",
            "    }",
        ]
    return lines


_MAIN = """#include <stdio.h>
#include "{header}"

int main(void)
{{
    static double inputs[{inputs}], outputs[{outputs}];
    while (fread(inputs, sizeof inputs, 1, stdin) == 1) {{
        {name}_predict(inputs, outputs);
        fwrite(outputs, sizeof outputs, 1, stdout);
    }}
    return 0;
}}
"""


def _compiled(compiler: str, header: Path, model: TrainedModel, rows: Floats) -> Floats:
    inputs, outputs = len(model.card.input_names), model.network.sizes[-1]
    text = header.read_text("utf-8")
    name = _identifier(re.findall(r"#ifndef (\w+)_H\n", text)[0])
    with tempfile.TemporaryDirectory(prefix="nnviz-") as folder:
        (Path(folder) / "model.h").write_text(text, "utf-8")
        main = _MAIN.format(header="model.h", name=name, inputs=inputs, outputs=outputs)
        (Path(folder) / "main.c").write_text(main, "utf-8")
        program = str(Path(folder) / "program")
        build = [compiler, "-std=c99", "-O1", "-o", program, "main.c", "-lm"]
        try:
            made = subprocess.run(
                build, cwd=folder, capture_output=True, check=False, timeout=_SECONDS
            )
            if made.returncode:
                said = made.stderr.decode(errors="replace").splitlines()[:1]
                raise InputError(f"{compiler} refuses the header: {''.join(said)}")
            ran = subprocess.run(
                [program],
                input=np.ascontiguousarray(rows, np.float64).tobytes(),
                capture_output=True,
                check=True,
                timeout=_SECONDS,
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise InputError(f"the compiled header does not run ({error})") from error
    return np.frombuffer(ran.stdout).reshape(-1, outputs)
