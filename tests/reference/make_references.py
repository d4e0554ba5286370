"""Compute the reference values of this directory with PyTorch.

Run once, by hand, with PyTorch 2.13.0 on the CPU::

    python tests/reference/make_references.py

It writes ``activations.npz``, ``losses.npz`` and ``training.npz`` beside itself. The
tests read only those files, so PyTorch is not needed to run them. ``README.md`` says
what each key means. All numbers are float64, and all random ones come from one seeded
NumPy generator per file.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

Arrays = dict[str, NDArray[np.float64]]
HERE = Path(__file__).parent
ITERATIONS = 200
KEPT = (1, 10, ITERATIONS)
L2 = 0.01

ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "linear": lambda z: z * 1.0,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "leaky_relu": lambda z: functional.leaky_relu(z, 0.01),
    "elu": functional.elu,
    # functional.softplus turns into a straight line above 20; this never does.
    "softplus": lambda z: torch.logaddexp(z, torch.zeros_like(z)),
    "swish": functional.silu,
    "gelu": functional.gelu,
}

LOSSES: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "mse": lambda a, y: ((a - y) ** 2).mean(dim=1),
    "mae": lambda a, y: functional.l1_loss(a, y, reduction="none").mean(dim=1),
    "huber": lambda a, y: functional.huber_loss(a, y, reduction="none").mean(dim=1),
    "binary_cross_entropy": lambda z, y: functional.binary_cross_entropy_with_logits(
        z, y, reduction="none"
    ).mean(dim=1),
    "cross_entropy": lambda z, y: functional.cross_entropy(z, y, reduction="none"),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """A network, its samples and the order in which training meets them."""

    name: str
    sizes: tuple[int, ...]
    hidden: Callable[[Tensor], Tensor]
    loss: str
    batch_size: int
    inputs: Tensor
    targets: Tensor
    parameters: dict[str, Tensor]

    def outputs(self, parameters: dict[str, Tensor], inputs: Tensor) -> Tensor:
        """Last layer's ``z = a W^T + b`` for samples in rows: outputs, or logits."""
        a, last = inputs, len(self.sizes) - 1
        for layer in range(1, last + 1):
            z = a @ parameters[f"W{layer}"].T + parameters[f"b{layer}"]
            a = self.hidden(z) if layer < last else z
        return a

    def batches(self) -> Iterator[tuple[Tensor, Tensor]]:
        """Consecutive batches, beginning again after the last, for ever."""
        while True:
            for start in range(0, len(self.inputs), self.batch_size):
                chosen = slice(start, start + self.batch_size)
                yield self.inputs[chosen], self.targets[chosen]


def activation_references(rng: np.random.Generator) -> Arrays:
    """Values and derivatives over a grid, and softmax with its Jacobians."""
    ends = [1e-3, 1.0, 5.0, 20.0, 40.0, 100.0, 1e4]
    grid = [0.0, *ends, *(-end for end in ends)]
    points = np.unique([*grid, *np.linspace(-8, 8, 65), *rng.normal(0, 4, 40)])
    found: Arrays = {"z": points}
    for name, function in ACTIVATIONS.items():
        z = torch.tensor(points, requires_grad=True)
        value = function(z)
        value.sum().backward()
        found[f"{name}/value"] = value.detach().numpy()
        found[f"{name}/derivative"] = z.grad.numpy()
    z = torch.tensor(points)
    found["step/value"] = torch.heaviside(z, torch.zeros(1, dtype=z.dtype)).numpy()
    found["step/derivative"] = np.zeros_like(points)
    return found | softmax_references(rng)


def softmax_references(rng: np.random.Generator) -> Arrays:
    """Softmax of eight rows of five logits, four of the rows extreme."""
    logits = rng.normal(0, 2, (8, 5))
    logits[4] = 0.0
    logits[5] = [1e4, -1e4, 0.0, 1e4, 9999.0]
    logits[6] = [-1e4, -1e4 + 1, -1e4 + 2, -1e4, -1e4]
    logits[7] = [100.0, 60.0, -100.0, 0.0, 99.0]

    def softmax(row: Tensor) -> Tensor:
        return torch.softmax(row, 0)

    rows = torch.tensor(logits)
    jacobians = [torch.autograd.functional.jacobian(softmax, row) for row in rows]
    return {
        "softmax/z": logits,
        "softmax/value": torch.softmax(rows, 1).numpy(),
        "softmax/jacobian": torch.stack(jacobians).numpy(),
    }


def one_hot(classes: NDArray[np.int64], count: int) -> NDArray[np.float64]:
    """Rows with a one at the class and zeros elsewhere."""
    return np.eye(count)[classes]


def loss_references(rng: np.random.Generator) -> Arrays:
    """Losses, cost and gradient of six samples with four outputs, for each loss."""
    outputs, near = rng.normal(0, 2, (6, 4)), rng.normal(0, 1, (6, 4))
    near[5] = outputs[5] + [0.0, 0.5, -3.0, 2.0]
    logits = outputs.copy()
    logits[4] = [50.0, -50.0, 30.0, -30.0]
    logits[5] = [1000.0, -1000.0, 900.0, -20.0]
    cases = dict.fromkeys(("mse", "mae", "huber"), (outputs, near))
    bits = rng.integers(0, 2, (6, 4)).astype(float)
    bits[5] = [0.0, 1.0, 1.0, 0.0]
    cases["binary_cross_entropy"] = (logits, bits)
    cases["cross_entropy"] = (logits, one_hot(np.array([0, 3, 2, 1, 1, 3]), 4))
    found: Arrays = {}
    for name, (given, wanted) in cases.items():
        a = torch.tensor(given, requires_grad=True)
        losses = LOSSES[name](a, torch.tensor(wanted))
        losses.mean().backward()
        found[f"{name}/outputs"], found[f"{name}/targets"] = given, wanted
        found[f"{name}/losses"] = losses.detach().numpy()
        found[f"{name}/cost"] = losses.detach().mean().numpy()
        found[f"{name}/gradient"] = a.grad.numpy()
    return found


def draw_parameters(
    rng: np.random.Generator, sizes: tuple[int, ...]
) -> dict[str, Tensor]:
    """Weights ``W1`` (O, I) and biases ``b1`` (O,), and so on for every layer."""
    drawn = {}
    for layer, (i, o) in enumerate(pairwise(sizes), start=1):
        drawn[f"W{layer}"] = torch.tensor(rng.normal(0, 1 / math.sqrt(i), (o, i)))
        drawn[f"b{layer}"] = torch.tensor(rng.normal(0, 0.1, o))
    return drawn


def draw_problems(rng: np.random.Generator) -> list[Problem]:
    """A regression on the full batch, and a classification in mini-batches."""
    x = rng.normal(0, 1, (10, 3))
    y = np.stack([np.sin(x[:, 0]) + x[:, 1], x[:, 1] * x[:, 2]], axis=1)
    sizes = (3, 5, 4, 2)
    regression = Problem(
        "regression", sizes, torch.tanh, "mse", 10,
        torch.tensor(x), torch.tensor(y), draw_parameters(rng, sizes),
    )  # fmt: skip
    x = rng.normal(0, 1, (12, 4))
    y = one_hot(np.argmax(x[:, :3], axis=1), 3)
    sizes = (4, 6, 3)
    classification = Problem(
        "classification", sizes, torch.relu, "cross_entropy", 4,
        torch.tensor(x), torch.tensor(y), draw_parameters(rng, sizes),
    )  # fmt: skip
    return [regression, classification]


def make_optimizer(name: str, groups: list[dict[str, object]]) -> torch.optim.Optimizer:
    """Build one of the nine optimisers over groups of parameters."""
    if name == "rmsprop":
        # From 0.005 up it circles the minimum, where rounding errors grow without end.
        return torch.optim.RMSprop(groups, lr=0.002, foreach=False)
    if name == "adam":
        return torch.optim.Adam(groups, lr=0.01, foreach=False)
    if name == "adagrad":
        return torch.optim.Adagrad(groups, lr=0.05, foreach=False)
    if name == "adamw":
        return torch.optim.AdamW(groups, lr=0.01, foreach=False)
    if name == "rprop":
        return torch.optim.Rprop(groups, lr=0.01, foreach=False)
    momentum = 0.9 if name in ("momentum", "nesterov") else 0.0
    return torch.optim.SGD(
        groups, lr=0.05, momentum=momentum, nesterov=name == "nesterov", foreach=False
    )


OPTIMIZERS = (
    *("sgd", "momentum", "nesterov", "rmsprop", "adam", "adagrad", "sgd_l2"),
    *("adamw", "rprop"),
)


def training_references(problem: Problem, optimizer_name: str) -> Arrays:
    """Costs of the first iterations, and the parameters after some of them."""
    parameters = {k: v.clone().requires_grad_() for k, v in problem.parameters.items()}
    weights = [v for k, v in parameters.items() if k.startswith("W")]
    biases = [v for k, v in parameters.items() if k.startswith("b")]
    l2 = L2 if optimizer_name == "sgd_l2" else 0.0
    groups = [{"params": weights, "weight_decay": l2}, {"params": biases}]
    if optimizer_name in ("adamw", "rprop"):
        groups = [{"params": [*weights, *biases]}]
    optimizer = make_optimizer(optimizer_name, groups)
    costs, penalties, found = [], [], {}
    for done, batch in enumerate(islice(problem.batches(), ITERATIONS), start=1):
        penalties.append(
            l2 / 2 * sum(w.detach().square().sum().item() for w in weights)
        )
        costs.append(train_once(problem, parameters, optimizer, batch))
        if done in KEPT:
            for key, value in parameters.items():
                found[f"after_{done}/{key}"] = value.detach().numpy().copy()
    found["learning_rate"] = np.array(optimizer.param_groups[0]["lr"])
    found["l2"] = np.array(l2)
    return found | {"costs": np.array(costs), "penalties": np.array(penalties)}


def train_once(
    problem: Problem,
    parameters: dict[str, Tensor],
    optimizer: torch.optim.Optimizer,
    batch: tuple[Tensor, Tensor],
) -> float:
    """One iteration; answers the batch's cost before the update."""
    inputs, targets = batch
    cost = LOSSES[problem.loss](problem.outputs(parameters, inputs), targets).mean()
    optimizer.zero_grad()
    cost.backward()
    optimizer.step()
    return cost.item()


def all_training_references(rng: np.random.Generator) -> Arrays:
    """Every problem with every optimiser, from the same initial parameters."""
    found: Arrays = {}
    for problem in draw_problems(rng):
        found[f"{problem.name}/inputs"] = problem.inputs.numpy()
        found[f"{problem.name}/targets"] = problem.targets.numpy()
        for key, value in problem.parameters.items():
            found[f"{problem.name}/initial/{key}"] = value.numpy()
        for name in OPTIMIZERS:
            for key, value in training_references(problem, name).items():
                found[f"{problem.name}/{name}/{key}"] = value
    return found


def main() -> None:
    """Write the three files."""
    rng = np.random.default_rng
    np.savez_compressed(HERE / "activations.npz", **activation_references(rng(1)))
    np.savez_compressed(HERE / "losses.npz", **loss_references(rng(2)))
    np.savez_compressed(HERE / "training.npz", **all_training_references(rng(3)))


if __name__ == "__main__":
    main()
