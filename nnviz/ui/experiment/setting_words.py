"""What things are called on the panel, and what each control does."""

_TITLES = {
    "step_straight_through": "step STE",
    "binary_cross_entropy": "binary cross-entropy",
    "cross_entropy": "cross-entropy",
    "minmax": "0 to 1",
    "warmup": "warm-up",
    "mae": "MAE, absolute",
    "mse": "MSE, squared",
    "huber": "Huber",
    "sgd": "SGD",
    "rmsprop": "RMSProp",
    "adam": "Adam",
    "adagrad": "AdaGrad",
    "nesterov": "Nesterov",
    "beta1": "β₁, mean",
    "beta2": "β₂, squares",
    "epsilon": "ε",
}


def title(name: str) -> str:
    """Return a name of the engine as the user reads it."""
    return _TITLES.get(name, name.replace("_", " "))


SCALING_TIPS = {
    "none": "Values go in as they are.",
    "standard": "(value − mean) / standard deviation, column by column: mean 0, "
    "spread 1, measured on the training part alone.",
    "minmax": "(value − smallest) / (largest − smallest), column by column: from 0 "
    "to 1, measured on the training part alone.",
}

OWN_TIP = (
    "Write a function of x, such as x * tanh(log(1 + exp(x))): its slope is derived "
    "from it and checked, and it is an activation like any other."
)

SETTING_TIPS = {
    "momentum": "μ: the share of the velocity kept from step to step. Near 1 past "
    "gradients roll on for about 1 / (1 − μ) steps.",
    "decay": "ρ: how slowly the average of squared gradients forgets: it looks back "
    "about 1 / (1 − ρ) steps.",
    "beta1": "β₁: how slowly the mean of the gradients forgets: it looks back about "
    "1 / (1 − β₁) steps.",
    "beta2": "β₂: how slowly the mean of the squared gradients forgets: it looks "
    "back about 1 / (1 − β₂) steps.",
    "epsilon": "ε: added below the fraction, so that a gradient near 0 is not "
    "divided by 0.",
    "every": "T: after so many iterations the learning rate is cut.",
    "factor": "γ: what the learning rate is multiplied with at each cut.",
    "length": "T: how many iterations the change takes.",
    "floor": "f: the share of the learning rate that is left at the end.",
}

TIPS = {
    "dataset": "What the network learns from. Another set brings the network and "
    "the training that its recipe recommends.",
    "own_file": "Open a file of your own: CSV, NPZ or IDX.",
    "samples": "N: how many points are drawn. More of them pin the function down "
    "better, and an epoch takes longer.",
    "noise": "Standard deviation of the normal displacement of each point, in the "
    "units of the axes. With much of it no network can be right everywhere.",
    "test_fraction": "The share of samples set aside: they never enter the gradient, "
    "so their cost shows whether the network generalises.",
    "scaling": "How each input column is scaled before the first layer. Columns of "
    "similar size give the cost a rounder valley, which is descended faster.",
    "target_scaling": "How each target is scaled before the loss. The gradient is "
    "proportional to the error, so large targets make large steps.",
    "derived": "More inputs, computed from the two coordinates.",
    "neurons": "O: the rows of the layer's matrix W, so how many different weighted "
    "sums z = W a + b it forms.",
    "layer_activation": "The function a = f(z) of this layer alone.",
    "add_layer": "Put one more layer before the output: one more matrix and one "
    "more bend. The weights of the other layers stay where shapes agree.",
    "remove_layer": "Take this layer out of the product of functions.",
    "output_activation": "The function of the last layer: it decides which values "
    "an output can take, and it must suit the loss.",
    "activation": "The function a = f(z) of every neuron in all hidden layers. "
    "Without a bend in it, all layers together are one matrix.",
    "loss": "How wrong the outputs are for one sample: its slope is where "
    "backpropagation begins.",
    "optimizer": "The rule that turns the gradient into a change of every weight "
    "and bias.",
    "learning_rate": "η: the length of a step along the update. Too small and it "
    "crawls, too large and the cost jumps or grows without limit. It can change "
    "while the network trains.",
    "batch_size": "How many samples one gradient is averaged over. Few: quick and "
    "noisy steps. Many: calm and costly ones.",
    "full_batch": "Average over all training samples: the exact gradient of the "
    "cost, and one iteration is one epoch.",
    "l1": "λ₁: adds λ₁ Σ|w| to the cost, so every weight is pulled to 0 with the same "
    "force and some end there. It can change while the network trains.",
    "l2": "λ₂: adds λ₂/2 Σw² to the cost, so a weight is pulled to 0 in proportion to "
    "its size. It can change while the network trains.",
    "schedule": "How the learning rate changes over the iterations. Another one can be "
    "chosen while the network trains.",
    "initializer": "The distribution that weights and biases are drawn from before "
    "the first iteration.",
    "precision": "How many digits every number is computed with.",
    "seed": "Chooses the initial weights and the order of the samples. The same seed "
    "gives the same run, bit for bit.",
    "data_seed": "Chooses the points that are drawn, and which of them are for "
    "testing.",
    "epochs": "Stop after so many passes over the training part. Empty: no limit.",
    "iterations": "Stop after so many updates of the weights. Empty: no limit.",
    "target_cost": "Stop when the train cost is at most this. Empty: no goal.",
    "target_accuracy": "Stop when this share of samples is classified rightly, from "
    "0 to 1. Empty: no goal.",
    "patience": "Stop when the train cost has not fallen in so many evaluations. "
    "Empty: never.",
    "evaluate_every": "Every so many iterations the whole training and test part is "
    "evaluated. Empty: once in a while, by epochs.",
}
