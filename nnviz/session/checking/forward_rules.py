"""The expected results of the forward pass and the loss, computed in plain NumPy."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from nnviz.core.functions.loss import JointForm
from nnviz.core.types import Floats
from nnviz.session.checking.expectation import Expectation, Quantities
from nnviz.session.checking.subject import Subject


def data_expectations(subject: Subject) -> Iterator[Expectation]:
    """Yield what the batch should be: the data set's samples, bit for bit."""
    trace = subject.trace
    # With a size of 0 there is no room for rounding.
    for name, want in (("inputs", subject.inputs), ("targets", subject.targets)):
        yield Expectation(name, "forward", 0, trace[name], want, 0.0)


def forward_expectations(subject: Subject, q: Quantities) -> Iterator[Expectation]:
    """Yield what z = W a + b and a = f(z) should be in every layer."""
    for layer in subject.layers:
        weights, biases = q[f"W{layer}"], q[f"b{layer}"]
        inputs = q.inputs_of(layer)
        z = q.expect(
            f"z{layer}",
            "forward",
            layer,
            inputs @ weights.T + biases,
            np.abs(inputs) @ np.abs(weights.T) + np.abs(biases),
        )
        yield replace(z, terms=inputs.shape[1])
        f = subject.network.activations[layer - 1]
        if f.name == "softmax":
            yield from _softmax(q, layer)
        else:
            own = q[f"z{layer}"].copy()
            a = np.empty_like(own)
            f.evaluate(own, a)
            yield q.expect(f"a{layer}", "forward", layer, a, np.abs(a) + np.abs(own))


def _softmax(q: Quantities, layer: int) -> Iterator[Expectation]:
    """Yield what the five stages of a stable softmax should be."""
    z, largest = q[f"z{layer}"], q[f"largest{layer}"]
    exponentials = np.exp(q[f"shifted{layer}"])
    total = q[f"exponentials{layer}"].sum(axis=1, keepdims=True)
    share = q[f"exponentials{layer}"] / q[f"total{layer}"]
    for name, want, size in (
        ("largest", z.max(axis=1, keepdims=True), 0.0),
        ("shifted", z - largest, np.abs(z) + np.abs(largest)),
        ("exponentials", exponentials, exponentials),
        ("total", total, total),
        ("a", share, share),
    ):
        yield q.expect(f"{name}{layer}", "forward", layer, want, size)


def loss_expectations(subject: Subject, q: Quantities) -> Iterator[Expectation]:
    """Yield what losses, class weights, their average and the penalty should be."""
    last = subject.layers[-1]
    yield from _terms(subject, q, last)
    weight = subject.loss.averages_outputs
    terms = q["terms"]
    losses = terms.mean(axis=1) if weight else terms.sum(axis=1)
    size = np.abs(terms).sum(axis=1)
    yield q.expect("losses", "loss", last, losses, size)
    if subject.loss.class_weights:
        weights = class_weights(subject, q)
        yield q.expect("class_weights", "loss", last, weights, weights)
    yield from _cost(subject, q)


def class_weights(subject: Subject, q: Quantities) -> Floats:
    """Return how much each sample counts, (N,), by the class it has."""
    y, weights = q["targets"], np.array(subject.loss.class_weights)
    if not weights.size:
        return np.ones(len(y))
    classes = y[:, 0] > 0.5 if y.shape[1] == 1 else y.argmax(axis=1)
    chosen: Floats = weights[classes.astype(np.intp)]
    return chosen


def _terms(subject: Subject, q: Quantities, last: int) -> Iterator[Expectation]:
    form, y = subject.loss.form, q["targets"]
    if not isinstance(form, JointForm):
        a, error = q[f"a{last}"], q["error"]
        terms = np.empty_like(error)
        form.terms(error, terms)
        yield q.expect("error", "loss", last, a - y, np.abs(a) + np.abs(y))
        yield q.expect("terms", "loss", last, terms, np.abs(terms) + np.abs(error))
        return
    for name, want, size in _joint_stages(q, last, y):
        yield q.expect(name, "loss", last, want, size)


def _joint_stages(
    q: Quantities, last: int, y: Floats
) -> tuple[tuple[str, Floats, Floats], ...]:
    """Return the stages of a cross-entropy: name, value (N, O) or (N, 1), size."""
    if f"hit{last}" in q:
        z, softplus, hit = q[f"z{last}"], q[f"softplus{last}"], q[f"hit{last}"]
        return (
            (f"softplus{last}", np.logaddexp(z, 0.0), np.abs(z) + 1.0),
            (f"hit{last}", y * z, np.abs(z)),
            ("terms", softplus - hit, np.abs(softplus) + np.abs(hit)),
        )
    log_total, shifted = q[f"log_total{last}"], q[f"shifted{last}"]
    surprise, total = q[f"surprise{last}"], q[f"total{last}"]
    return (
        (f"log_total{last}", np.log(total), np.abs(np.log(total)) + 1.0),
        (
            f"surprise{last}",
            log_total - shifted,
            np.abs(log_total) + np.abs(shifted),
        ),
        ("terms", y * surprise, np.abs(surprise)),
    )


def _cost(subject: Subject, q: Quantities) -> Iterator[Expectation]:
    losses = class_weights(subject, q) * q["losses"]
    mean, size = losses.mean(), np.abs(losses).mean()
    if "data_cost" not in q:
        cost = q.expect("cost", "loss", 0, mean, size)
        yield replace(cost, terms=losses.size)
        return
    data = q.expect("data_cost", "loss", 0, mean, size)
    yield replace(data, terms=losses.size)
    penalty = subject.penalty
    weights = np.concatenate([q[f"W{layer}"].ravel() for layer in subject.layers])
    want = penalty.l1 * np.abs(weights).sum() + 0.5 * penalty.l2 * weights @ weights
    yield replace(q.expect("penalty", "loss", 0, want, want), terms=weights.size)
    both = q["data_cost"] + q["penalty"]
    yield q.expect("cost", "loss", 0, both, np.abs(q["data_cost"]) + q["penalty"])
