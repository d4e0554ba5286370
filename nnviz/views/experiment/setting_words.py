"""The words of the panel: titles, what each control does, and formulas in tooltips."""

import re
from collections.abc import Callable
from functools import lru_cache

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
    "signs": (
        "The two classes become −1 and 1, as tanh outputs need them: the sign of the "
        "output decides."
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
    "every": (
        "T: the number of iterations between two cuts of the learning rate, or between "
        "two looks at the cost."
    ),
    "factor": "γ: the factor the learning rate is multiplied by at each cut.",
    "wait": (
        "n: as many looks without progress are waited through; at the next, the "
        "learning rate is cut."
    ),
    "threshold": (
        "The share by which the cost must be lower than the best so far to count as "
        "progress."
    ),
    "length": "T: the number of iterations the change takes.",
    "floor": "f: the share of the learning rate that is left at the end.",
}

CLASS_WEIGHT_TIPS = {
    "none": "All samples count alike.",
    "balanced": (
        "w = n / (k n_c): n training samples, k classes, n_c samples of the class. All "
        "classes then count alike, however rare."
    ),
    "per_class": "A weight for each class of your own choice.",
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
    "validation_fraction": (
        "The share of all samples set aside to decide when to stop. They never enter "
        "the gradient: a number of stalled evaluations counts those in which their "
        "cost has not fallen, and the test set stays unseen."
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
    "class_weights": (
        "How much a sample of each class counts: its loss, and so its gradient, is "
        "multiplied by the weight of its class. All costs shown are those weighted "
        "means."
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
    "initial_bias": (
        "What every bias begins with; empty, biases begin as the initialiser has them. "
        "With a small positive number, such as 0.1, few relus are silent at first."
    ),
    "shuffle": (
        "Whether the samples come into batches in random order, another one in each "
        "epoch, or in the order of the data."
    ),
    "precision": "The number of digits every number is computed with.",
    "seed": (
        "Determines the initial weights and the order of the samples. The same seed "
        "gives the same run, bit for bit."
    ),
    "data_seed": (
        "Determines which points are drawn, and which of them are set aside for "
        "testing and validation."
    ),
    "epochs": "Stop after this many passes over the training set. Empty: no limit.",
    "iterations": "Stop after this many updates of the weights. Empty: no limit.",
    "target_cost": "Stop when the training cost is at most this. Empty: no goal.",
    "target_accuracy": (
        "Stop when this share of the samples is classified correctly, in the test set "
        "if there is one: 90 %, which can also be typed as 90 or 0.9. Empty: no goal."
    ),
    "patience": (
        "Stop early: when the watched cost has not fallen for this many "
        "evaluations. Empty: never."
    ),
    "tolerance": (
        "A fall by a smaller share than this is no progress. With 0 %, any fall is."
    ),
    "watch": (
        "The cost that has to fall, and that says which moment is the best. A test set "
        "that decides when to stop no longer tests: set a validation fraction to have "
        "both."
    ),
    "keep": (
        "What is left of a run that has ended by itself: the weights of its last "
        "iteration, or of its best evaluation. The later iterations stay in the "
        "timeline."
    ),
    "evaluate_every": (
        "How many iterations pass between evaluations of the whole training, test and "
        "validation sets. Empty: chosen automatically, by epochs."
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


@lru_cache(maxsize=512)
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
