"""The mistakes of the gallery, one object each; to add one, add an object here."""

from nnviz.core import wrong_operations as wrong
from nnviz.core.mistake import Mistake

_ALL = (
    Mistake(
        "bias_gradient_summed",
        "Bias gradient summed over everything",
        "In the NumPy code of a widely copied digit recogniser written from scratch: "
        "db2 = 1/m * np.sum(dZ2), without an axis.",
        "Every neuron has a bias of its own and needs its own sum over the samples. "
        "Without an axis, np.sum adds up the neurons too, and each bias gets the same "
        "total. With softmax and cross-entropy the deltas of a sample add up to 0, so "
        "the output biases never learn.",
        "np.sum(dZ, axis=1, keepdims=True) / m: one sum for each neuron.",
        "The output biases: with softmax they stay where they are, otherwise all of "
        "them move in step. Accuracy hardly suffers, which is why nobody notices.",
        "no layer has two neurons or more, so the sum over everything is the sum over "
        "the one neuron",
        wrong.layer_of_several,
        wrong.sum_over_everything,
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
