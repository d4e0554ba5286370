"""What the window looks at, in one sentence: a moment, the weights, and a sample."""

from nnviz.data.prepared import PreparedData
from nnviz.explain.linked.linked_walk import LinkedWalk
from nnviz.live.snapshot import Snapshot
from nnviz.views.numbers import MINUS, amount, count


def lens_sentence(snapshot: Snapshot, sample: str, *, playing: bool = False) -> str:
    """Say what is shown between two iterations; ``sample`` is a sample's name.

    ``iteration 1,200, weights as they are now, test sample 17``
    """
    moment = f"iteration {count(snapshot.iteration)}"
    if playing or not snapshot.at_rest:
        return f"{moment}, training, {sample}"
    weights = "weights as they are now"
    if not snapshot.is_present:
        moment += f" of {count(snapshot.done)}"
        weights = "weights as they were then"
    return f"{moment}, {weights}, {sample}"


def shorter(sentence: str) -> str:
    """Say in fewer words what is shown between two iterations."""
    now = sentence.replace("weights as they are now", "weights now")
    return now.replace("weights as they were then", "weights then")


def walk_sentence(walk: LinkedWalk) -> tuple[str, ...]:
    """Say where a walk is within an iteration, in full and then in fewer words.

    ``forward: hidden 1, neuron 2, activation · iteration 1,200 as it ran: sample 3 of
    the batch, weights before the update``
    """
    when = "after" if walk.progress.known("W1", after=True) else "before"
    moment = f"iteration {count(walk.trace.iteration)}"
    sample = f"sample {count(walk.position.sample + 1)}"
    return tuple(
        f"{walk.words} · {rest}"
        for rest in (
            f"{moment} as it ran: {sample} of the batch, weights {when} the update",
            f"{moment}, {sample}, weights {when} the update",
            f"{moment}, {sample}, weights {when}",
            f"{moment}, {sample}",
        )
    )


def point_name(data: PreparedData, place: tuple[float, ...]) -> str:
    """Name a point that is no sample's: "the point x1 0.25, x2 -1.5"."""
    names = data.dataset.input_names
    parts = (
        f"{name} {amount(value)}" for name, value in zip(names, place, strict=False)
    )
    return f"the point {', '.join(parts)}"


def scaling_words(data: PreparedData, column: int) -> str:
    """Say what the network gets of an input; "" if it is the value itself."""
    scaling = data.input_scaling
    if scaling.kind == "none":
        return ""
    offset, factor = float(scaling.offset[column]), float(scaling.factor[column])
    sign = "+" if offset < 0.0 else MINUS
    return f"the network gets (value {sign} {amount(abs(offset))}) × {amount(factor)}"
