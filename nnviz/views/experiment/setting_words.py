"""The words of the panel: titles, what each control does, and formulas in tooltips."""

import re
from collections.abc import Callable

SCALING_TIPS = {
    "none": "Values are used as they are.",
    "standard": (
        "(value − mean) / standard deviation, column by column, so that the mean is 0 "
        "and the standard deviation 1. Fitted on the training set only."
    ),
    "minmax": (
        "(value − smallest) / (largest − smallest), column by column, so that values "
        "run from 0 to 1. Fitted on the training set only."
    ),
}

OWN_TIP = (
    "Write a function of x, such as x * tanh(log(1 + exp(x))). Its slope is derived "
    "and checked, and it becomes an activation like any other."
)

SETTING_TIPS = {
    "momentum": (
        "μ: the share of the velocity kept from step to step. Near 1, past gradients "
        "keep acting for about 1 / (1 − μ) steps."
    ),
    "decay": (
        "ρ: how slowly the average of the squared gradients forgets. It looks back "
        "about 1 / (1 − ρ) steps."
    ),
    "beta1": (
        "β₁: how slowly the mean of the gradients forgets. It looks back about 1 / (1 "
        "− β₁) steps."
    ),
    "beta2": (
        "β₂: how slowly the mean of the squared gradients forgets. It looks back "
        "about 1 / (1 − β₂) steps."
    ),
    "epsilon": (
        "ε: added to the denominator, so that a gradient near 0 is not divided by 0."
    ),
    "every": "T: the number of iterations after which the learning rate is cut.",
    "factor": "γ: the factor the learning rate is multiplied by at each cut.",
    "length": "T: the number of iterations the change takes.",
    "floor": "f: the share of the learning rate that is left at the end.",
}

TIPS = {
    "dataset": (
        "What the network learns from. Choosing another set also chooses the network "
        "and training that its recipe recommends."
    ),
    "own_file": "Open a file of your own: CSV, NPZ or IDX.",
    "samples": (
        "N: the number of points drawn. More points pin the function down better, but "
        "an epoch takes longer."
    ),
    "noise": (
        "Standard deviation of each point's random (normal) displacement, in the "
        "units of the axes. With a lot of noise, no network can be right everywhere."
    ),
    "test_fraction": (
        "The share of samples set aside for testing. They never enter the gradient, "
        "so their cost shows whether the network generalises."
    ),
    "scaling": (
        "How each input column is scaled before the first layer. Columns of similar "
        "size give the cost a rounder valley, which is faster to descend."
    ),
    "target_scaling": (
        "How each target is scaled before the loss. The gradient is proportional to "
        "the error, so large targets make large steps."
    ),
    "derived": "Additional inputs, computed from the two coordinates.",
    "neurons": (
        "O: the number of rows of the layer's matrix W, and so of the different "
        "weighted sums z = W a + b it forms."
    ),
    "layer_activation": "The function a = f(z) of this layer alone.",
    "add_layer": (
        "Add a layer before the output: one more matrix and one more bend. Other "
        "layers keep their weights where the shapes agree."
    ),
    "remove_layer": "Remove this layer: one matrix and one bend fewer.",
    "output_activation": (
        "The function of the last layer. It decides which values an output can take, "
        "and it must suit the loss."
    ),
    "activation": (
        "The function a = f(z) of every neuron in all hidden layers. If it does not "
        "bend, all layers together are just one matrix."
    ),
    "loss": (
        "How wrong the outputs are for one sample. Its slope is where backpropagation "
        "begins."
    ),
    "optimizer": "The rule that turns the gradient into a change of every weight "
    "and bias.",
    "learning_rate": (
        "η: the length of a step along the update. Too small, and training crawls; "
        "too large, and the cost jumps or grows without limit. Can be changed while "
        "the network trains."
    ),
    "batch_size": (
        "How many samples each gradient is averaged over. Few samples make quick, "
        "noisy steps; many make smooth, costly ones."
    ),
    "full_batch": "Average over all training samples: the exact gradient of the "
    "cost, and one iteration is one epoch.",
    "l1": (
        "λ₁: adds λ₁ Σ|w| to the cost, so every weight is pulled towards 0 with the "
        "same force, and some end there. Can be changed while the network trains."
    ),
    "l2": (
        "λ₂: adds λ₂/2 Σw² to the cost, so each weight is pulled towards 0 in "
        "proportion to its size. Can be changed while the network trains."
    ),
    "schedule": (
        "How the learning rate changes over the iterations. Can be changed while the "
        "network trains."
    ),
    "initializer": (
        "The distribution from which weights and biases are drawn before the first "
        "iteration."
    ),
    "precision": "The number of digits every number is computed with.",
    "seed": (
        "Determines the initial weights and the order of the samples. The same seed "
        "gives the same run, bit for bit."
    ),
    "data_seed": (
        "Determines which points are drawn, and which of them are set aside for "
        "testing."
    ),
    "epochs": "Stop after this many passes over the training set. Empty: no limit.",
    "iterations": "Stop after this many updates of the weights. Empty: no limit.",
    "target_cost": "Stop when the train cost is at most this. Empty: no goal.",
    "target_accuracy": (
        "Stop when this share of the samples is classified correctly, in the test set "
        "if there is one: 90 %, which can also be typed as 90 or 0.9. Empty: no goal."
    ),
    "patience": (
        "Stop when the train cost has not fallen for this many evaluations. Empty: "
        "never."
    ),
    "evaluate_every": (
        "How many iterations pass between evaluations of the whole training and test "
        "sets. Empty: chosen automatically, by epochs."
    ),
}


SYMBOLS = {
    "alpha": "α",
    "beta": "β",
    "gamma": "γ",
    "delta": "δ",
    "Delta": "Δ",
    "epsilon": "ε",
    "eta": "η",
    "theta": "θ",
    "mu": "μ",
    "rho": "ρ",
    "pi": "π",
    "Phi": "Φ",
    "sum": "Σ",
    "sim": "~",
    "leftarrow": "←",
    "leq": "≤",
    "approx": "≈",
    "partial": "∂",
    "lfloor": "⌊",
    "rfloor": "⌋",
}
"""How a LaTeX command is written; any other is its own name, as in ``tanh``."""

_GROUP = r"\{((?:[^{}]|\{[^{}]*\})*)\}"


def formula_html(latex: str) -> str:
    """Return a formula as rich text on one line, with superscripts and subscripts."""
    text = latex.replace("<", "&lt;")
    text = re.sub(r"\\(?:mathrm|text)" + _GROUP, r"\1", text)
    text = re.sub(r"\\hat" + _GROUP, "\\1\u0302", text)
    while r"\frac" in text:
        text, count = re.subn(r"\\frac" + _GROUP + _GROUP, _fraction, text)
        if not count:
            break
    text = re.sub(r"\\sqrt" + _GROUP, r"√(\1)", text)
    text = re.sub(r"\\([A-Za-z]+)", _symbol, text)
    text = re.sub(r"\\[,;! ]", " ", text)
    for sign, tag in (("_", "sub"), ("^", "sup")):
        pattern = re.escape(sign) + r"(?:" + _GROUP + r"|(\S))"
        text = re.sub(pattern, _placed(tag), text)
    text = text.replace("-", "−").replace("{", "").replace("}", "")
    return re.sub(r" {2,}", " ", text).strip()


def _fraction(match: re.Match[str]) -> str:
    above, below = (_bracketed(part) for part in match.groups())
    return f"{above} / {below}"


def _bracketed(part: str) -> str:
    """Put a sum or a product in brackets; a single symbol needs none."""
    return f"({part})" if re.search(r"[\s+*-]", part.strip()) else part


def _symbol(match: re.Match[str]) -> str:
    return SYMBOLS.get(match[1], match[1])


def _placed(tag: str) -> Callable[[re.Match[str]], str]:
    def place(match: re.Match[str]) -> str:
        return f"<{tag}>{match[1] if match[1] is not None else match[2]}</{tag}>"

    return place
