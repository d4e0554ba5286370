"""The same training by PyTorch, run operation by operation on one thread."""

from __future__ import annotations

import importlib.util
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.rivals.work import Array, Run, Work, initial_weights, shuffled_batches

if TYPE_CHECKING:
    import torch


def available() -> bool:
    """Whether PyTorch is installed."""
    return importlib.util.find_spec("torch") is not None


def make_model(work: Work, weights: list[Array]) -> torch.nn.Sequential:
    """Build the layers; softmax is left to the loss, as is usual there."""
    import torch
    from torch import nn

    functions = {"tanh": nn.Tanh, "relu": nn.ReLU}
    last = len(work.sizes) - 1
    layers: list[nn.Module] = []
    for number, (i, o) in enumerate(pairwise(work.sizes), start=1):
        layer = nn.Linear(i, o, dtype=getattr(torch, work.precision))
        with torch.no_grad():
            layer.weight.copy_(torch.from_numpy(weights[number - 1]))
            layer.bias.zero_()
        layers.append(layer)
        activation = work.hidden if number < last else work.output
        if activation in functions:
            layers.append(functions[activation]())
    return nn.Sequential(*layers)


def build(work: Work, inputs: Array, targets: Array, seed: int) -> Run:
    """Make a network for inputs (N, I) and targets (N, O), ready to train."""
    import torch
    from torch import nn

    torch.set_num_threads(1)
    model = make_model(work, initial_weights(work, seed))
    squared = work.loss == "mse"
    criterion = nn.MSELoss() if squared else nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=work.learning_rate)
    wanted = targets.astype(work.precision) if squared else np.argmax(targets, axis=1)
    x, y = torch.from_numpy(inputs.astype(work.precision)), torch.from_numpy(wanted)
    batches = shuffled_batches(len(inputs), work.batch_size, seed)
    costs: list[float] = []

    def run(iterations: int) -> list[float]:
        for _ in range(iterations):
            batch = torch.from_numpy(next(batches))
            cost = criterion(model(x[batch]), y[batch])
            optimizer.zero_grad()
            cost.backward()
            optimizer.step()
            costs.append(cost.item())
        return costs

    return run
