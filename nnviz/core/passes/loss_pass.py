"""The loss pass: the loss of each sample, and the cost of the batch."""

from functools import partial

import numpy as np

from nnviz.core.functions.loss import JointForm, Loss
from nnviz.core.operation import Call, Operation
from nnviz.core.passes.forward_pass import SoftmaxMemories
from nnviz.core.passes.memory import IterationMemory
from nnviz.core.passes.staged import staged
from nnviz.core.penalty import Penalty


def loss_pass(
    m: IterationMemory, loss: Loss, penalty: Penalty, memories: SoftmaxMemories
) -> list[Operation]:
    """Return the operations for each sample's loss and for the cost.

    The cost is the average of the losses, each times the weight of its class if there
    are such weights, plus the penalty.
    """
    return [
        *sample_losses(m, loss, memories),
        *class_weights(m, loss),
        *_cost_operations(m, loss, penalty),
    ]


def sample_losses(
    m: IterationMemory, loss: Loss, memories: SoftmaxMemories
) -> list[Operation]:
    """Return the operations for each sample's loss, (N,)."""
    last, form = m.layers[-1], loss.form
    a, y = m.a.layer(last), m.batch.targets
    operations: list[Operation] = []
    if isinstance(form, JointForm):
        stages = form.stages(m.z.layer(last), y, m.terms, memories.get(last))
        operations += staged("loss", last, stages)
    else:
        error = partial(np.subtract, a, y, m.error)
        terms = partial(form.terms, m.error, m.terms)
        operations += [
            Operation("loss", last, {"error": m.error.T}, r"e_k = a_k - y_k", (error,)),
            Operation("loss", last, {"terms": m.terms.T}, form.term_formula, (terms,)),
        ]
    collect = partial(loss.output_weights(m.terms).dot, m.terms, m.losses)
    # The loss of a single output is its term: the two share memory, nothing to do.
    calls = () if m.losses is m.terms else (collect,)
    losses = {"losses": m.losses[0]}
    operations.append(Operation("loss", last, losses, loss.formula, calls))
    return operations


def class_weights(m: IterationMemory, loss: Loss) -> list[Operation]:
    """Return the operation for the weight of each sample's class, (N,), if any."""
    if not loss.class_weights:
        return []
    part = m.constant(1.0 / m.batch_size)
    calls: tuple[Call, ...] = (
        *loss.weight_calls(m.batch.targets, m.class_weights),
        partial(np.multiply, m.class_weights, part, m.parts),
    )
    outputs = {"class_weights": m.class_weights[0]}
    return [Operation("loss", m.layers[-1], outputs, weight_formula(loss), calls)]


def weight_formula(loss: Loss) -> str:
    """Return the formula of a sample's class weight."""
    if len(loss.class_weights) == 2:
        return r"w_n = c_2 y_n + c_1 (1 - y_n)"
    return r"w_n = \sum_k c_k y_{kn}"


def _cost_operations(
    m: IterationMemory, loss: Loss, penalty: Penalty
) -> list[Operation]:
    network = m.network
    # A product with a vector of 1/N costs less than np.mean on a tiny array.
    mean = partial(m.losses[0].dot, m.parts[0])
    formula = loss.cost_formula
    if not penalty:
        return [
            Operation("loss", 0, {"cost": m.cost}, formula, (partial(mean, m.cost),))
        ]
    data_cost, weight_cost = m.constant(0.0), m.constant(0.0)
    weigh = penalty.value_calls(network.parameters, network.layout, weight_cost)
    return [
        Operation(
            "loss", 0, {"data_cost": data_cost}, formula, (partial(mean, data_cost),)
        ),
        Operation(
            "loss",
            0,
            {"penalty": weight_cost},
            r"R = \lambda_1 \sum |w| + \frac{\lambda_2}{2} \sum w^2",
            weigh,
        ),
        Operation(
            "loss",
            0,
            {"cost": m.cost},
            f"{formula} + R",
            (partial(np.add, data_cost, weight_cost, m.cost),),
        ),
    ]
