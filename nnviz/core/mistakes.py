"""The mistakes of the gallery, one object each; to add one, add an object here."""

from collections.abc import Iterable

from nnviz.core import wrong_operations as wrong
from nnviz.core.errors import unknown_name
from nnviz.core.mistake import Mistake

_ONE_NEURON = (
    "no layer has two neurons or more, so the sum over everything is the sum over the "
    "one neuron"
)

_ALL = (
    Mistake(
        "all_bias_gradients_summed",
        "Bias gradients of every layer summed over everything",
        "In the NumPy code of a widely copied digit recogniser written from scratch: "
        "db2 = 1/m * np.sum(dZ2) and db1 = 1/m * np.sum(dZ1), without an axis.",
        "Every neuron has a bias of its own and needs its own sum over the samples. "
        "Without an axis, np.sum adds up the neurons of a layer too, and each of its "
        "biases gets the same total.",
        "np.sum(dZ, axis=1, keepdims=True) / m in every layer: one sum for each "
        "neuron.",
        "All biases of a layer move in step; with softmax the output biases stay "
        "where they are. The weights learn as they should and make up for it, which "
        "is why accuracy hardly suffers.",
        _ONE_NEURON,
        wrong.layers_of_several,
        wrong.sum_over_everything,
    ),
    Mistake(
        "bias_gradient_summed",
        "Bias gradient of one layer summed over everything",
        "In code in which the axis was forgotten in one place, mostly that of the "
        "outputs: db2 = 1/m * np.sum(dZ2).",
        "Every neuron has a bias of its own and needs its own sum over the samples. "
        "Without an axis, np.sum adds up the neurons too, and each bias gets the same "
        "total. With softmax and cross-entropy the deltas of a sample add up to 0, so "
        "the output biases never learn.",
        "np.sum(dZ, axis=1, keepdims=True) / m: one sum for each neuron.",
        "The output biases: with softmax they stay where they are, otherwise all of "
        "them move in step. Accuracy hardly suffers, which is why nobody notices.",
        _ONE_NEURON,
        wrong.last_of_several,
        wrong.sum_over_everything,
        part_of="all_bias_gradients_summed",
    ),
    Mistake(
        "update_not_stored",
        "Update computed but not stored",
        "In functions such as update_params(W, b, ...) that compute W - alpha * dW and "
        "then return the old W, or whose caller throws the result away.",
        "A new array is computed and forgotten; the network keeps the parameters it "
        "had.",
        "Write W -= alpha * dW, or return the new arrays and assign them.",
        "Gradients are right and updates are not 0, but no weight ever moves, and the "
        "cost is the same in every epoch.",
        "",
        wrong.every_update,
        wrong.forget_update,
    ),
    Mistake(
        "missing_mean",
        "Gradient summed, not averaged: 1/m is missing",
        "In code whose cost is an average and whose gradient is dZ.dot(X.T) alone, or "
        "is divided by a number that is not the size of the batch.",
        "The cost is the average over the batch, so its gradient is the average of the "
        "samples' gradients. Their sum is m times too long: in effect the learning "
        "rate is m times larger, and it changes with the batch size.",
        "Divide by the number of samples in the batch: dW = dZ.dot(X.T) / m.",
        "The gradient norms are m times as large. With plain gradient descent the cost "
        "jumps or diverges; adam hides it, because it divides by the size of the "
        "gradient.",
        "",
        wrong.every_share,
        wrong.forget_average,
        least_batch=2,
    ),
    Mistake(
        "softmax_without_max",
        "Softmax without subtracting the maximum",
        "In most first attempts: A = np.exp(Z) / sum(np.exp(Z)).",
        "The formula is right on paper, but exp overflows above z = 709 (88 in "
        "float32), and infinity divided by infinity is not a number.",
        "Subtract the largest z of each sample first: it cancels in the quotient.",
        "Nothing happens as long as all z are small. Set an output weight to 1,000 or "
        "raise the learning rate: outputs and cost become nan, and after the next "
        "update so does everything else.",
        "there is no softmax layer: choose output activation 'softmax'",
        wrong.last_softmax,
        wrong.forget_maximum,
    ),
    Mistake(
        "slope_of_activation",
        "Slope taken at a instead of z",
        "In code that stores only the activations and calls relu_derivative(A) with "
        "A >= 0, or sigmoid_derivative(A) with a function that expects z.",
        "The chain rule needs f'(z), the slope at the neuron's input. At a = f(z) the "
        "slope is a different one: sigmoid's a lies between 0 and 1, where the slope "
        "is never small, and a >= 0 holds for every relu, even the silent ones.",
        "Keep z and use f'(z), or a formula that is meant for a, such as a * (1 - a) "
        "for sigmoid.",
        "Silent relus get a gradient and saturated neurons a large one. The network "
        "often learns all the same, but more slowly or not as well.",
        "no layer needs a slope that differs between a and z: choose a hidden "
        "activation such as relu, sigmoid or tanh",
        wrong.first_slope,
        wrong.slope_at_activation,
    ),
    Mistake(
        "slope_left_out",
        "f' left out",
        "In code that writes dZ1 = W2.T.dot(dZ2), without * relu_derivative(Z1), or "
        "dZ2 = A2 - Y for a sigmoid under a squared error.",
        "The delta is the slope of the loss with respect to z. W2.T.dot(dZ2) is that "
        "with respect to a = f(z); the chain rule multiplies it by f'(z). Only where "
        "the loss belongs to the activation, as cross-entropy does to softmax, has "
        "A - Y got f' in it already.",
        "dZ1 = W2.T.dot(dZ2) * f'(Z1).",
        "The last layer is right, all before it are wrong. Neurons that are silent or "
        "saturated get a gradient that should be almost 0; with relu about half of "
        "them. The cost often falls all the same, but not as far.",
        "no layer's dL/da is multiplied by a slope other than 1: choose a hidden "
        "activation such as relu, sigmoid or tanh",
        wrong.slopes_that_matter,
        wrong.leave_slope_out,
    ),
    Mistake(
        "own_output_as_input",
        "A layer's own output used as its input in dW",
        "In code that writes dW2 = dZ2.dot(A2.T) / m where A1 is meant; NumPy refuses "
        "if the two layers differ in size, but not if they are equal.",
        "A weight changes z by its input: z2 = W2 a1 + b2, so dW2 is the delta times "
        "a1, the activations that enter the layer. a2 is what leaves it.",
        "dW2 = dZ2.dot(A1.T) / m: the delta of a layer times the activations of the "
        "one before it.",
        "The weights of that layer move in a wrong direction, and its biases in the "
        "right one. Other layers learn around it, so the cost may fall all the same.",
        "no layer is as large as the one before it, so the product does not fit W and "
        "NumPy raises an error: give two consecutive layers the same size",
        wrong.as_large_as_its_inputs,
        wrong.multiply_by_outputs,
    ),
    Mistake(
        "weights_not_transposed",
        "Weights not transposed on the way back",
        "In code that writes W2.dot(dZ2) where W2.T.dot(dZ2) is meant; NumPy refuses "
        "if the two layers differ in size, but not if they are equal.",
        "On the way back a neuron must collect the deltas of the neurons it feeds, "
        "over the weights that leave it. Without the transpose it collects over the "
        "weights that arrive at another neuron.",
        "dA1 = W2.T.dot(dZ2).",
        "The earlier layers learn in a wrong direction; the later ones are right. The "
        "cost may fall all the same, because the last layers make the best of it.",
        "no hidden layer is followed by one of the same size, so the product without a "
        "transpose makes no sense and NumPy raises an error: give two consecutive "
        "layers the same size, 2 or more",
        wrong.square_layer,
        wrong.forget_transpose,
    ),
    Mistake(
        "data_overwritten",
        "Training data overwritten by predict",
        "In classes whose predict(x) begins with self.X = x, so that forward() can be "
        "reused, and whose training continues with self.X.",
        "Training continues with the inputs that were predicted last, but with the "
        "targets of the training samples. Here the batch's first sample is predicted, "
        "and its inputs end up in every row.",
        "Pass forward(x) its inputs as an argument; never keep training data where "
        "predicting writes.",
        "All samples of a batch look alike, so the network can learn no more than the "
        "average of the targets: the cost stops falling early.",
        "",
        wrong.first_product,
        wrong.overwrite_inputs,
        least_batch=2,
        keeps_batch=False,
    ),
)

MISTAKES: dict[str, Mistake] = {mistake.name: mistake for mistake in _ALL}
"""Every mistake by its name."""


def find_mistakes(names: Iterable[str]) -> tuple[Mistake, ...]:
    """Return the mistakes of these names, in the order of the gallery.

    One that another of them contains is left out.

    Raises
    ------
    InputError
        For an unknown name.
    """
    chosen = set(names)
    for name in sorted(chosen - MISTAKES.keys()):
        raise unknown_name("mistake", name, MISTAKES)
    return tuple(
        mistake
        for name, mistake in MISTAKES.items()
        if name in chosen and mistake.part_of not in chosen
    )
