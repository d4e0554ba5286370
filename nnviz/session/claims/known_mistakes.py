"""The mistakes that a check can name, with a sentence on why each is one.

Those of the gallery have the gallery's names.
"""

from dataclasses import dataclass

from nnviz.session.claims.arranging import Writing


@dataclass(frozen=True, slots=True)
class KnownMistake:
    """A mistake by its name: what was done, and why it is wrong, a sentence each.

    ``done`` may refer to the quantity as ``{q}`` and to details as ``{detail}``.
    """

    name: str
    done: str
    why: str


_ALL = (
    KnownMistake(
        "sign",
        "{q} has the opposite sign",
        "The slope of the loss is a − y, not y − a: with y − a the update has to be "
        "added, not subtracted.",
    ),
    KnownMistake(
        "missing_mean",
        "{q} is the sum over the batch, not the average: it lacks 1/m",
        "The cost is an average over m samples, so its gradient is one too; the sum is "
        "m times too long.",
    ),
    KnownMistake(
        "mean_twice",
        "{q} is divided by the number of samples twice",
        "One average is right: after a second one the gradient is m times too short.",
    ),
    KnownMistake(
        "mean_over_another_count",
        "{q} is divided by {detail}",
        "The average is over the samples of this very batch; the last one of an epoch "
        "may be smaller.",
    ),
    KnownMistake(
        "penalty_in_gradient",
        "{q} contains a penalty: {detail}",
        "An L2 penalty adds λ W to the gradients of all weights, with one λ, and "
        "nothing to those of biases; so it is forgotten elsewhere, or too much here.",
    ),
    KnownMistake(
        "penalty_sign",
        "{q} contains a penalty with the wrong sign: {detail}",
        "A penalty pulls weights towards 0: λ W is added to the gradient.",
    ),
    KnownMistake(
        "constant_factor",
        "{q} is {detail} times what it should be, in every place",
        "A factor left out or too many: the direction is right, the length is not.",
    ),
    KnownMistake(
        "transposed",
        "{q} is transposed",
        "Rows and columns have changed places, so each weight gets another weight's "
        "gradient.",
    ),
    KnownMistake(
        "bias_gradient_summed",
        "{q} is summed over everything, neurons too",
        "Every neuron has a bias of its own and needs its own sum over the samples; "
        "without an axis all of them get the same total.",
    ),
    KnownMistake(
        "bias_gradient_not_summed",
        "{q} is not summed over the samples",
        "All samples share one bias, so its gradient is the average of theirs.",
    ),
    KnownMistake(
        "bias_gradient_wrong_axis",
        "{q} is summed over the neurons, not over the samples",
        "All samples share one bias, so the sum runs over the samples.",
    ),
    KnownMistake(
        "slope_left_out",
        "f' of layer {detail} is left out",
        "By the chain rule dL/dz is dL/da times f'(z); without it everything before "
        "is wrong.",
    ),
    KnownMistake(
        "slope_of_activation",
        "f' of layer {detail} is taken at a instead of z",
        "The chain rule needs the slope at the neuron's input; at a = f(z) it is "
        "another one.",
    ),
    KnownMistake(
        "slope_twice",
        "f' of layer {detail} is multiplied in twice",
        "By the chain rule dL/dz is dL/da times f'(z), once.",
    ),
    KnownMistake(
        "activation_as_slope",
        "f itself stands in place of f' in layer {detail}",
        "By the chain rule dL/dz is dL/da times the slope f'(z), not the value f(z).",
    ),
    KnownMistake(
        "slope_of_another_activation",
        "the slope in use is that of {detail}",
        "Each layer's deltas need the slope of its own activation.",
    ),
    KnownMistake(
        "slope_formula",
        "the slope in use is {detail}",
        "With a = f(z) the slopes are a (1 − a) for sigmoid, 1 − a² for tanh, and for "
        "relu 1 where z is above 0.",
    ),
    KnownMistake(
        "softmax_slope_diagonal",
        "of the slope of softmax only the diagonal a (1 − a) is used",
        "Raising one softmax output lowers the others, so its slope is a whole matrix.",
    ),
    KnownMistake(
        "mse_gradient_with_cross_entropy",
        "{q} belongs to the squared error, not to the cross-entropy",
        "With its own activation, cross-entropy has the slope a − y alone: f' cancels.",
    ),
    KnownMistake(
        "cross_entropy_gradient_with_mse",
        "{q} belongs to the cross-entropy, not to the squared error",
        "a − y alone is the slope of a cross-entropy; the squared error needs f'(z).",
    ),
    KnownMistake(
        "targets_left_out",
        "the targets are not subtracted in {q}",
        "The slope of the loss is a − y: without y the network learns to say nothing.",
    ),
    KnownMistake(
        "one_hot_off_by_one",
        "the one-hot targets are shifted by one class",
        "The label k belongs to the output k, counted from 0.",
    ),
    KnownMistake(
        "targets_of_other_samples",
        "{q} has the targets of other samples",
        "Inputs and targets belong together: what shuffles or cuts the one has to do "
        "so with the other.",
    ),
    KnownMistake(
        "labels_of_all_samples",
        "in {q} every sample has the labels of all samples subtracted",
        "A[:, y] takes these columns of every row; A[np.arange(m), y] takes one number "
        "of each.",
    ),
    KnownMistake(
        "gradient_of_another_loss",
        "{q} belongs to {detail}",
        "Each loss has a slope of its own.",
    ),
    KnownMistake(
        "softmax_twice",
        "softmax is taken of what is softmax's already",
        "Its input is z; a second softmax flattens the outputs.",
    ),
    KnownMistake(
        "softmax_wrong_axis",
        "softmax runs over the samples, not over the classes",
        "The outputs of one sample add up to 1; over the wrong axis it is the samples "
        "that do.",
    ),
    KnownMistake(
        "softmax_without_max",
        "softmax overflows, because the largest z is not subtracted first",
        "exp overflows above 709, or 88 in float32, and infinity by infinity is not a "
        "number; the largest z cancels in the quotient.",
    ),
    KnownMistake(
        "softmax_not_divided",
        "the exponentials of softmax are not divided by their sum",
        "Without their sum they are no probabilities.",
    ),
    KnownMistake(
        "own_output_as_input",
        "{q} is what you get with {detail}, the layer's own output, as its input",
        "A weight's gradient is delta times what the weight was multiplied by: the "
        "output of the layer before.",
    ),
    KnownMistake(
        "wrong_input",
        "{q} is what you get with {detail}",
        "A weight's gradient is delta times what the weight was multiplied by: the "
        "output of the layer before.",
    ),
    KnownMistake(
        "wrong_delta",
        "{q} is what you get with {detail}",
        "A layer's gradients come from the deltas of that very layer.",
    ),
    KnownMistake(
        "last_sample_only",
        "{q} is that of the {detail} sample alone",
        "The gradient of the batch adds up all samples: += where = is written.",
    ),
    KnownMistake(
        "one_neuron_only",
        "the deltas of the {detail} neuron of the next layer alone are led back",
        "A neuron collects the deltas of all neurons it feeds: += where = is written.",
    ),
    KnownMistake(
        "bias_as_input",
        "{q} is multiplied by the bias itself",
        "A bias is added, so its gradient is the sum of the deltas and nothing else.",
    ),
    KnownMistake(
        "weights_not_transposed",
        "the weights are not transposed on the way back",
        "A neuron collects the deltas of the neurons it feeds, over the weights that "
        "leave it.",
    ),
    KnownMistake(
        "wrong_weights",
        "the deltas are led back through {detail}",
        "A layer's deltas come back through the weights that lead to the next layer.",
    ),
    KnownMistake(
        "weights_already_updated",
        "the deltas are led back through weights that are already updated",
        "All gradients belong to the weights of the forward pass: update only when all "
        "are there.",
    ),
    KnownMistake(
        "gradients_of_the_batch_before",
        "{q} is that of the iteration before",
        "The gradient of this batch is worked out, but an old one is used.",
    ),
    KnownMistake(
        "gradient_not_cleared",
        "{q} is added to that of the iteration before",
        "Gradients are set to 0 before each batch, or those of all batches add up.",
    ),
    KnownMistake(
        "gradient_not_set",
        "{q} is 0 everywhere",
        "It is never worked out, or thrown away.",
    ),
    KnownMistake(
        "bias_left_out",
        "the bias is left out of {q}",
        "z is W a + b.",
    ),
    KnownMistake(
        "activation_left_out",
        "{q} is made without the activation: {detail}",
        "Without f in between, layers are no more than one matrix.",
    ),
    KnownMistake(
        "another_activation",
        "{q} is what {detail} gives",
        "The layer is said to have another activation: either is wrong.",
    ),
    KnownMistake(
        "another_loss",
        "{q} is {detail}",
        "The loss is said to be another one: either is wrong.",
    ),
    KnownMistake(
        "update_sign",
        "{q} moves along the gradient, not against it",
        "The gradient points uphill: the update is subtracted.",
    ),
    KnownMistake(
        "update_not_stored",
        "{q} is what it was before",
        "A new array is computed and forgotten; the network keeps what it had.",
    ),
    KnownMistake(
        "learning_rate_left_out",
        "{q} is updated by the whole gradient",
        "The step is the learning rate times the gradient.",
    ),
    KnownMistake(
        "learning_rate_twice",
        "{q} is updated with the learning rate multiplied in twice",
        "The step is the learning rate times the gradient, once.",
    ),
    KnownMistake(
        "update_factor",
        "{q} is updated {detail} times as far as it should be",
        "The step is the learning rate times the gradient. A rate that changes has to "
        "be recorded with each iteration; dampening makes steps shorter, too.",
    ),
    KnownMistake(
        "update_by_wrong_gradient",
        "{q} is updated by {detail}",
        "Every parameter moves against its own gradient.",
    ),
    KnownMistake(
        "memory_left_out",
        "{q} is updated by the gradient alone, without what {detail} keeps",
        "The rule goes on with what it kept of the gradients before; that has to be "
        "stored from one iteration to the next.",
    ),
    KnownMistake(
        "weight_decay_left_out",
        "{q} is updated without the weight decay",
        "The decay pulls every parameter towards 0 in each update.",
    ),
    KnownMistake(
        "nesterov_left_out",
        "{q} is updated as by plain momentum",
        "Nesterov's step looks ahead: the gradient plus μ times the new velocity.",
    ),
    KnownMistake(
        "nesterov_in_place_of_momentum",
        "{q} is updated as by Nesterov's momentum",
        "Plain momentum steps by the velocity alone.",
    ),
    KnownMistake(
        "velocity_sign",
        "{q} is updated with μ times the old velocity subtracted",
        "Past gradients roll on: the old velocity is added.",
    ),
    KnownMistake(
        "velocity_of_before",
        "{q} is updated by the velocity of the iteration before",
        "The velocity takes this gradient up first; then the step is made.",
    ),
    KnownMistake(
        "bias_correction_left_out",
        "{q} is updated without the bias correction of {detail}",
        "The averages begin at 0 and are too small at first: they are divided by 1 − β "
        "to the power of the number of updates.",
    ),
    KnownMistake(
        "epsilon_inside_root",
        "{q} is updated with ε added within the root",
        "ε is added to the root: within it, √ε would count, 10⁻⁴ in place of 10⁻⁸.",
    ),
    KnownMistake(
        "root_left_out",
        "{q} is divided by the average of the squares, not by its root",
        "The root has the unit of a gradient, so that the step has about the length of "
        "the learning rate.",
    ),
    KnownMistake(
        "first_moment_left_out",
        "{q} is updated by the gradient in place of its average",
        "Adam steps by the average of the gradients, divided by the root of the "
        "average of their squares.",
    ),
    KnownMistake(
        "step_count_off",
        "{q} is updated with a bias correction that counts one update too {detail}",
        "Updates are counted from 1: the first one is divided by 1 − β.",
    ),
)

KNOWN_MISTAKES: dict[str, KnownMistake] = {one.name: one for one in _ALL}
"""Every mistake that can be named, by its name."""


def right_line(quantity: str, manner: Writing, last: int, joint: bool) -> str:
    """Return the line of NumPy that computes a quantity, as the program is written.

    ``last`` is the number of the output layer, ``joint`` whether its delta is a − y.
    """
    kind, layer = split_name(quantity)
    before = "X" if layer == 1 else f"A{layer - 1}"
    rows = manner.samples == "rows"
    if quantity == "cost":
        return "cost = np.mean(losses)"
    if quantity.endswith("_after"):
        name = quantity.removesuffix("_after")
        return f"{name} = {name} - learning_rate * d{name}"
    if kind == "z":
        return f"Z{layer} = {_sum_line(manner, before, layer)} + b{layer}"
    if kind == "a":
        axis = 1 if rows else 0
        return (
            f"A{layer} = f(Z{layer}), softmax with "
            f"E = np.exp(Z{layer} - Z{layer}.max(axis={axis}, keepdims=True)); "
            f"A{layer} = E / E.sum(axis={axis}, keepdims=True)"
            if layer == last and joint
            else f"A{layer} = f(Z{layer})"
        )
    if kind == "delta":
        return _delta_line(manner, layer, last, joint)
    if kind == "dW":
        return f"dW{layer} = {_gradient_line(manner, before, layer)} / m"
    if rows:
        return f"db{layer} = dZ{layer}.sum(axis=0) / m"
    return f"db{layer} = dZ{layer}.sum(axis=1, keepdims=True) / m"


def split_name(quantity: str) -> tuple[str, int]:
    """Return the kind and the layer of a quantity: ``dW2`` is ``dW`` and 2."""
    name = quantity.removesuffix("_after")
    digits = "".join(c for c in name if c.isdigit())
    return name.removesuffix(digits) if digits else name, int(digits or 0)


def _sum_line(manner: Writing, before: str, layer: int) -> str:
    if manner.samples == "rows":
        turned = "" if manner.product == "x @ W" else ".T"
        return f"{before} @ W{layer}{turned}"
    turned = ".T" if manner.product == "x @ W" else ""
    return f"W{layer}{turned} @ {before}"


def _delta_line(manner: Writing, layer: int, last: int, joint: bool) -> str:
    if layer == last:
        slope = "" if joint else f" * f'(Z{layer})"
        factor = f"dZ{layer} = A{layer} - Y" if joint else f"dZ{layer} = dL/dA{layer}"
        return factor + slope
    above, weights = f"dZ{layer + 1}", f"W{layer + 1}"
    if manner.samples == "rows":
        turned = ".T" if manner.product == "x @ W" else ""
        return f"dZ{layer} = ({above} @ {weights}{turned}) * f'(Z{layer})"
    turned = "" if manner.product == "x @ W" else ".T"
    return f"dZ{layer} = ({weights}{turned} @ {above}) * f'(Z{layer})"


def _gradient_line(manner: Writing, before: str, layer: int) -> str:
    rows, turned = manner.samples == "rows", manner.product == "x @ W"
    if rows:
        return f"{before}.T @ dZ{layer}" if turned else f"dZ{layer}.T @ {before}"
    return f"{before} @ dZ{layer}.T" if turned else f"dZ{layer} @ {before}.T"
