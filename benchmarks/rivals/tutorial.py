"""Training as tutorials on networks from scratch write it.

Samples are columns, parameters and gradients live in dictionaries, and every step
makes fresh arrays. It is meant to be what a reader of such a tutorial would have at
the end: correct and readable, neither tuned nor slowed down.
"""

import numpy as np

from benchmarks.rivals.work import Array, Run, Work, initial_weights, shuffled_batches

Arrays = dict[str, Array]


def init_params(weights: list[Array]) -> Arrays:
    """Weights (O, I) as given, and biases (O, 1) of zeros."""
    params = {}
    for layer, w in enumerate(weights, start=1):
        params[f"W{layer}"] = w.copy()
        params[f"b{layer}"] = np.zeros((w.shape[0], 1), dtype=w.dtype)
    return params


def activate(z: Array, name: str) -> Array:
    """Activations of a layer."""
    if name == "tanh":
        return np.tanh(z)
    if name == "relu":
        return np.maximum(0, z)
    if name == "softmax":
        exps = np.exp(z - np.max(z, axis=0, keepdims=True))
        return exps / np.sum(exps, axis=0, keepdims=True)
    return z


def slope(a: Array, name: str) -> Array:
    """Slope of tanh or relu, from the activations."""
    if name == "tanh":
        return 1 - a**2
    return a > 0


def forward(params: Arrays, x: Array, activations: list[str]) -> Arrays:
    """Pre-activations and activations of every layer, for samples in columns."""
    cache = {"A0": x}
    for layer, name in enumerate(activations, start=1):
        w, b = params[f"W{layer}"], params[f"b{layer}"]
        cache[f"Z{layer}"] = np.dot(w, cache[f"A{layer - 1}"]) + b
        cache[f"A{layer}"] = activate(cache[f"Z{layer}"], name)
    return cache


def compute_cost(output: Array, y: Array, loss: str) -> float:
    """Mean loss of the batch."""
    if loss == "mse":
        return float(np.mean((output - y) ** 2))
    return float(-np.sum(y * np.log(output + 1e-12)) / y.shape[1])


def output_delta(output: Array, y: Array, loss: str, activation: str) -> Array:
    """Differentiate the cost by the last layer's pre-activations."""
    if loss == "cross_entropy":
        return (output - y) / y.shape[1]
    delta = 2 * (output - y) / y.size
    return delta if activation == "linear" else delta * slope(output, activation)


def backward(
    params: Arrays, cache: Arrays, y: Array, activations: list[str], loss: str
) -> Arrays:
    """Gradients of all weights and biases."""
    last = len(activations)
    delta = output_delta(cache[f"A{last}"], y, loss, activations[-1])
    grads = {}
    for layer in range(last, 0, -1):
        a = cache[f"A{layer - 1}"]
        grads[f"dW{layer}"] = np.dot(delta, a.T)
        grads[f"db{layer}"] = np.sum(delta, axis=1, keepdims=True)
        if layer > 1:
            delta = np.dot(params[f"W{layer}"].T, delta)
            delta = delta * slope(a, activations[layer - 2])
    return grads


def update(params: Arrays, grads: Arrays, learning_rate: float) -> None:
    """Take one step of gradient descent."""
    for name in params:
        params[name] = params[name] - learning_rate * grads[f"d{name}"]


def build(work: Work, inputs: Array, targets: Array, seed: int) -> Run:
    """Make a network for inputs (N, I) and targets (N, O), ready to train."""
    x, y = inputs.astype(work.precision).T, targets.astype(work.precision).T
    params = init_params(initial_weights(work, seed))
    activations = [work.hidden] * (len(work.sizes) - 2) + [work.output]
    batches = shuffled_batches(len(inputs), work.batch_size, seed)
    costs: list[float] = []

    def run(iterations: int) -> list[float]:
        for _ in range(iterations):
            batch = next(batches)
            x_batch, y_batch = x[:, batch], y[:, batch]
            cache = forward(params, x_batch, activations)
            output = cache[f"A{len(activations)}"]
            costs.append(compute_cost(output, y_batch, work.loss))
            grads = backward(params, cache, y_batch, activations, work.loss)
            update(params, grads, work.learning_rate)
        return costs

    return run
