"""Follows the norm of a gradient on its way back through an untrained network."""

import numpy as np

from nnviz.core.network import Network
from nnviz.core.types import Floats
from nnviz.explain.exploring.untrained import Untrained, drawn_gradient
from nnviz.session.health.units import slopes


@np.errstate(all="ignore")
def gradient_norms(network: Network, inputs: Floats, arriving: Floats) -> Floats:
    """Return log10 of |dC/da_l| by layer, relative to that at the last layer.

    Parameters
    ----------
    network
        Any network.
    inputs
        Scaled inputs (N, I).
    arriving
        dC/da of the last layer, (O, N).

    Returns
    -------
    Floats
        After 1, 2, ... layers back: the norm over all neurons and samples of dC/da of
        the layer before the last, the one before that, ..., and of the inputs; (L,).
    """
    passes = network.forward(inputs)
    gradient, start = arriving, float(np.linalg.norm(arriving))
    shares = []
    for (z, a), weights, activation in zip(
        reversed(passes),
        reversed(network.weights),
        reversed(network.activations),
        strict=True,
    ):
        delta = gradient * slopes(activation, z, a)
        gradient = weights.T.dot(delta)
        shares.append(float(np.linalg.norm(gradient)) / start)
    logs: Floats = np.log10(np.array(shares))
    return logs


def flowing_back(subject: Untrained, inputs: Floats) -> Floats:
    """Return `gradient_norms`, (L,), of an untrained network for inputs (N, I).

    The gradient at its last layer is drawn at random.
    """
    arriving = drawn_gradient(len(inputs), subject.width, subject.seed)
    return gradient_norms(subject.network(inputs.shape[1]), inputs, arriving)
