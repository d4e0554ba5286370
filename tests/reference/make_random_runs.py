"""Train a hundred random configurations with PyTorch, and write what they come to.

Run once, by hand, with PyTorch 2.13.0 on the CPU::

    python tests/reference/make_random_runs.py

It writes ``random_runs.json``, the settings of each run as nnviz has them, and
``random_runs.npz``, its samples, initial parameters and results. ``README.md`` says
what each key means. Everything is float64; each run has a generator of its own.

A run whose results would tell nothing is drawn again: one that gets out of hand, or in
which rounding errors grow, as near a corner of relu.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from itertools import count, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import torch
from make_references import ACTIVATIONS
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

HERE = Path(__file__).parent
RUNS, ITERATIONS = 100, 200
COSTS_KEPT = (1, 2, 5, 10, 20, 50, 100, 150, 200)
_JOLT, _ROUNDING, _GROWN = 1e-12, 1e-15, 5e-11
"""Changes of initial parameters and of gradients, and what they may have grown to."""

HIDDEN = {
    **ACTIVATIONS,
    "softmax": lambda z: torch.softmax(z, dim=1),
    # A step lets nothing back: its slope is 0.
    "step": lambda z: (z > 0.0).to(z.dtype),
}
LOSSES: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "mse": lambda z, y: ((z - y) ** 2).mean(dim=1),
    "mae": lambda z, y: (z - y).abs().mean(dim=1),
    "huber": lambda z, y: functional.huber_loss(z, y, reduction="none").mean(dim=1),
    "binary_cross_entropy": lambda z, y: functional.binary_cross_entropy_with_logits(
        z, y, reduction="none"
    ).sum(dim=1),
    "cross_entropy": lambda z, y: functional.cross_entropy(z, y, reduction="none"),
}
OPTIMIZERS = (
    *("sgd", "momentum", "nesterov", "rmsprop"),
    *("adam", "adamw", "adagrad", "rprop"),
)
SCHEDULES = (
    *("constant", "step", "exponential", "cosine"),
    *("warmup", "on_plateau", "on_training_plateau"),
)
RATES = {
    **dict.fromkeys(("sgd", "adagrad"), 0.05),
    **dict.fromkeys(("momentum", "nesterov", "adam", "adamw"), 0.01),
    **dict.fromkeys(("rmsprop", "rprop"), 0.002),
}
Settings = dict[str, Any]
Arrays = dict[str, NDArray[np.float64]]


def draw(rng: np.random.Generator, number: int) -> tuple[Settings, Arrays]:
    """Draw the settings of a run, its samples and its initial parameters."""
    loss = tuple(LOSSES)[number % len(LOSSES)]
    optimizer = OPTIMIZERS[number % len(OPTIMIZERS)]
    if (loss, optimizer) == ("mae", "rprop"):
        # Sums of signs cancel to 0 or to rounding, whose sign is that of the order.
        loss = "huber"
    sizes, samples = draw_sizes(rng, loss), int(rng.integers(8, 25))
    settings = {
        "sizes": sizes,
        "activations": rng.choice(list(HIDDEN), len(sizes) - 2).tolist(),
        "output_activation": draw_output(rng, loss),
        "loss": loss,
        "class_weights": draw_class_weights(rng, loss, sizes[-1]),
        "optimizer": optimizer,
        "optimizer_settings": draw_constants(rng, optimizer),
        "learning_rate": round(RATES[optimizer] * rng.uniform(0.5, 2.0), 5),
        **draw_schedule(rng, number, optimizer),
        "batch_size": int(rng.integers(2, samples)) if rng.random() < 0.6 else "full",
        "l1": round(rng.uniform(0.0, 0.01), 4) if rng.random() < 0.2 else 0.0,
        "l2": round(rng.uniform(0.0, 0.05), 4) if rng.random() < 0.4 else 0.0,
        "initial_bias": round(rng.normal(0, 0.2), 2) if rng.random() < 0.4 else None,
        "held_out": int(rng.integers(3, 7)) if rng.random() < 0.5 else 0,
    }
    arrays = draw_samples(rng, settings, samples + settings["held_out"])
    return settings, arrays | draw_parameters(rng, settings)


def draw_sizes(rng: np.random.Generator, loss: str) -> list[int]:
    """Layer sizes, the inputs first; classes need two outputs, yes or no only one."""
    outputs = {"cross_entropy": int(rng.integers(2, 5)), "binary_cross_entropy": 1}
    last = outputs.get(loss, int(rng.integers(1, 4)))
    hidden = rng.integers(2, 7, rng.integers(0, 4)).tolist()
    return [int(rng.integers(1, 5)), *hidden, last]


def draw_output(rng: np.random.Generator, loss: str) -> str:
    """The output activation that belongs to a cross-entropy, any other elsewhere."""
    joint = {"cross_entropy": "softmax", "binary_cross_entropy": "sigmoid"}
    return joint.get(loss) or str(rng.choice(["linear", *ACTIVATIONS]))


def draw_class_weights(
    rng: np.random.Generator, loss: str, outputs: int
) -> dict[str, float] | None:
    """Weights of the classes of a cross-entropy, in half of the cases."""
    if "cross_entropy" not in loss or rng.random() < 0.5:
        return None
    classes = max(2, outputs)
    return {f"class {k}": round(rng.uniform(0.2, 3.0), 1) for k in range(classes)}


def draw_constants(rng: np.random.Generator, optimizer: str) -> dict[str, float]:
    """Constants of an optimiser other than the default ones."""
    between = {
        "momentum": {"momentum": (0.5, 0.95)},
        "nesterov": {"momentum": (0.5, 0.95)},
        "rmsprop": {"decay": (0.9, 0.99)},
        "adam": {"beta1": (0.7, 0.95), "beta2": (0.98, 0.999)},
        "adamw": {"beta1": (0.7, 0.95), "weight_decay": (0.0, 0.1)},
        "rprop": {"shrink": (0.4, 0.7), "grow": (1.05, 1.3)},
    }
    ranges = between.get(optimizer, {})
    return {name: round(rng.uniform(*ends), 3) for name, ends in ranges.items()}


def draw_schedule(rng: np.random.Generator, number: int, optimizer: str) -> Settings:
    """A schedule; Rprop's steps are units of the rate, which PyTorch reads once."""
    name = SCHEDULES[number // len(OPTIMIZERS) % len(SCHEDULES)]
    if optimizer == "rprop":
        name = "constant"
    plateau = {
        "every": int(rng.integers(1, 12)),
        "wait": int(rng.integers(0, 4)),
        "factor": round(rng.uniform(0.3, 0.9), 2),
        "threshold": round(rng.uniform(0.0, 0.05), 3),
        "floor": round(rng.uniform(0.0, 0.2), 2),
    }
    constants = {
        "constant": {},
        "step": {"every": int(rng.integers(10, 80)), "factor": 0.5},
        "exponential": {"decay": round(rng.uniform(0.98, 0.999), 4)},
        "cosine": {"length": int(rng.integers(200, 400)), "floor": 0.1},
        "warmup": {"length": int(rng.integers(2, 100))},
        "on_plateau": plateau,
        "on_training_plateau": plateau,
    }
    return {"schedule": name, "schedule_settings": constants[name]}


def draw_samples(rng: np.random.Generator, settings: Settings, count: int) -> Arrays:
    """Samples in short numbers; the last ``held_out`` are for tests."""
    sizes, loss = settings["sizes"], settings["loss"]
    inputs = rng.normal(0, 1, (count, sizes[0])).round(2)
    if loss == "cross_entropy":
        # Every class occurs.
        classes = np.concatenate(
            (np.arange(sizes[-1]), rng.integers(0, sizes[-1], count - sizes[-1]))
        )
        return {"inputs": inputs, "targets": np.eye(sizes[-1])[classes]}
    if loss == "binary_cross_entropy":
        bits = np.concatenate(([0, 1], rng.integers(0, 2, count - 2))).astype(float)
        return {"inputs": inputs, "targets": bits[:, None]}
    targets = np.sin(inputs @ rng.normal(0, 1, (sizes[0], sizes[-1])))
    return {"inputs": inputs, "targets": targets.round(2)}


def draw_parameters(rng: np.random.Generator, settings: Settings) -> Arrays:
    """Weights as PyTorch's Linear has them; biases likewise, unless one is given."""
    drawn, bias = {}, settings["initial_bias"]
    for layer, (i, o) in enumerate(pairwise(settings["sizes"]), start=1):
        r = 1.0 / math.sqrt(i)
        drawn[f"W{layer}"] = rng.uniform(-r, r, (o, i)).round(4)
        biases = rng.uniform(-r, r, o).round(4)
        drawn[f"b{layer}"] = biases if bias is None else np.full(o, bias)
    return drawn


class Run:
    """A run in PyTorch: the network, its optimiser and its schedule.

    A run that is ``jolted`` begins a little elsewhere, adds in another order, and has
    gradients that are a little off.
    """

    def __init__(
        self, settings: Settings, arrays: Arrays, *, jolted: bool = False
    ) -> None:
        self.settings, self.jolted = settings, jolted
        jolt = _JOLT if jolted else 0.0
        end = len(arrays["inputs"]) - settings["held_out"]
        inputs, targets = (torch.tensor(arrays[k]) for k in ("inputs", "targets"))
        self.train = inputs[:end], targets[:end]
        held_out = settings["held_out"] and settings["schedule"] == "on_plateau"
        self.watched = (inputs[end:], targets[end:]) if held_out else self.train
        self.parameters = {
            name: torch.tensor(values + jolt, requires_grad=True)
            for name, values in arrays.items()
            if name not in ("inputs", "targets")
        }
        rate, of = settings["learning_rate"], settings["optimizer_settings"]
        self.optimizer = make_optimizer(
            settings["optimizer"], list(self.parameters.values()), rate, of
        )
        self.schedule = make_schedule(settings, self.optimizer)

    def cost(self, samples: tuple[Tensor, Tensor]) -> Tensor:
        """The mean loss, weighted by class, and the penalty."""
        settings, (a, y) = self.settings, samples
        last = len(settings["sizes"]) - 1
        for layer in range(1, last + 1):
            z = a @ self.parameters[f"W{layer}"].T + self.parameters[f"b{layer}"]
            a = HIDDEN[settings["activations"][layer - 1]](z) if layer < last else z
        if "cross_entropy" not in settings["loss"]:
            a = HIDDEN[settings["output_activation"]](z)
        losses = LOSSES[settings["loss"]](a, y)
        if settings["class_weights"]:
            of = torch.tensor(list(settings["class_weights"].values()), dtype=y.dtype)
            classes = y[:, 0].long() if y.shape[1] == 1 else y.argmax(dim=1)
            losses = losses * of[classes]
        weights = [v for name, v in self.parameters.items() if name.startswith("W")]
        l1 = sum(w.abs().sum() for w in weights)
        l2 = sum(w.square().sum() for w in weights)
        return losses.mean() + settings["l1"] * l1 + settings["l2"] / 2.0 * l2

    def iterate(self) -> tuple[list[float], list[float]]:
        """Do all iterations; return the cost of each and its learning rate."""
        costs, rates, batches = [], [], self.batches()
        plateau = "plateau" in self.settings["schedule"]
        for iteration in range(ITERATIONS):
            rates.append(self.optimizer.param_groups[0]["lr"])
            cost = self.cost(batches[iteration % len(batches)])
            self.optimizer.zero_grad()
            cost.backward()
            for parameter in self.parameters.values():
                # Behind a step nothing depends on them.
                if parameter.grad is None:
                    parameter.grad = torch.zeros_like(parameter)
                if self.jolted:
                    parameter.grad += _ROUNDING * (parameter.grad != 0.0)
            self.optimizer.step()
            costs.append(cost.item())
            if self.schedule is not None and not plateau:
                self.schedule.step()
            elif (
                plateau
                and (iteration + 1) % self.settings["schedule_settings"]["every"] == 0
            ):
                with torch.no_grad():
                    self.schedule.step(self.cost(self.watched).item())
        return costs, rates

    def batches(self) -> list[tuple[Tensor, Tensor]]:
        """The batches of an epoch, in the order of the samples."""
        inputs, targets = self.train
        size = self.settings["batch_size"]
        size = len(inputs) if size == "full" else size
        batches = list(zip(inputs.split(size), targets.split(size), strict=True))
        if self.jolted:
            return [(rows.flip(0), wanted.flip(0)) for rows, wanted in batches]
        return batches


def make_optimizer(
    name: str, of: list[Tensor], rate: float, settings: dict[str, float]
) -> torch.optim.Optimizer:
    """Build an optimiser of PyTorch's by nnviz's name and constants."""
    optim, given = torch.optim, settings.get
    betas = given("beta1", 0.9), given("beta2", 0.999)
    match name:
        case "rmsprop":
            alpha = given("decay", 0.99)
            return optim.RMSprop(of, lr=rate, alpha=alpha, eps=1e-8, foreach=False)
        case "adam":
            return optim.Adam(of, lr=rate, betas=betas, foreach=False)
        case "adamw":
            decay = given("weight_decay", 0.01)
            return optim.AdamW(
                of, lr=rate, betas=betas, weight_decay=decay, foreach=False
            )
        case "adagrad":
            return optim.Adagrad(of, lr=rate, foreach=False)
        case "rprop":
            etas = given("shrink", 0.5), given("grow", 1.2)
            limits = 1e-4 * rate, 5000.0 * rate
            return optim.Rprop(of, lr=rate, etas=etas, step_sizes=limits, foreach=False)
    nesterov, momentum = name == "nesterov", given("momentum", 0.0)
    return optim.SGD(of, lr=rate, momentum=momentum, nesterov=nesterov, foreach=False)


def make_schedule(settings: Settings, optimizer: torch.optim.Optimizer) -> Any:
    """Build a schedule of PyTorch's by nnviz's name and constants."""
    schedulers, of = torch.optim.lr_scheduler, settings["schedule_settings"]
    rate = settings["learning_rate"]
    match settings["schedule"]:
        case "step":
            return schedulers.StepLR(optimizer, of["every"], of["factor"])
        case "exponential":
            return schedulers.ExponentialLR(optimizer, of["decay"])
        case "cosine":
            floor = of["floor"] * rate
            return schedulers.CosineAnnealingLR(optimizer, of["length"], floor)
        case "warmup":
            length = of["length"]
            return schedulers.LinearLR(optimizer, 1.0 / length, 1.0, length - 1)
        case "on_plateau" | "on_training_plateau":
            return schedulers.ReduceLROnPlateau(
                optimizer,
                factor=of["factor"],
                patience=of["wait"],
                threshold=of["threshold"],
                min_lr=of["floor"] * rate,
                eps=0.0,
            )
    return None


def results(settings: Settings, arrays: Arrays) -> Arrays | None:
    """Train; return costs, rates and final parameters, None if they tell nothing."""
    run, jolted = Run(settings, arrays), Run(settings, arrays, jolted=True)
    costs, rates = run.iterate()
    jolted.iterate()
    if not np.isfinite(costs).all() or max(costs) > 1e3:
        return None
    found = {name: v.detach().numpy() for name, v in run.parameters.items()}
    for name, value in jolted.parameters.items():
        if np.abs(value.detach().numpy() - found[name]).max() > _GROWN:
            return None
    kept = [at - 1 for at in COSTS_KEPT]
    return {
        "costs": np.array(costs)[kept],
        "rates": np.array(rates)[kept],
        "after": flat(found),
    }


def flat(parameters: Arrays) -> NDArray[np.float64]:
    """Parameters as nnviz has them in memory: the rows of [W b] of each layer."""
    layers = range(1, len(parameters) // 2 + 1)
    blocks = [
        np.column_stack((parameters[f"W{layer}"], parameters[f"b{layer}"]))
        for layer in layers
    ]
    return np.concatenate([block.ravel() for block in blocks])


def main() -> None:
    """Write both files."""
    every_settings, stored = [], {}
    for number in range(RUNS):
        for attempt in count():
            rng = np.random.default_rng((4, number, attempt))
            settings, arrays = draw(rng, number)
            found = results(settings, arrays)
            if found is not None:
                break
        every_settings.append(settings)
        samples = {name: arrays.pop(name) for name in ("inputs", "targets")}
        for name, values in {**samples, "before": flat(arrays), **found}.items():
            stored[f"{number}/{name}"] = values
    text = ",\n".join(json.dumps(settings) for settings in every_settings)
    (HERE / "random_runs.json").write_text(f"[\n{text}\n]\n")
    np.savez_compressed(HERE / "random_runs.npz", **stored)


if __name__ == "__main__":
    main()
