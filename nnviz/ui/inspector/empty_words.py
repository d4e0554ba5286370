"""What the inspector says when there is nothing to explain."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Empty:
    """Why there is nothing, and what to do."""

    title: str
    words: str


NOTHING_SELECTED = Empty(
    "Nothing is selected",
    "Click a neuron, an edge or a layer in the network. Its numbers are explained "
    "here, step by step.",
)
NO_ITERATION = Empty(
    "No iteration has run yet",
    "Press Step to walk through the first one: the forward pass, the loss, the "
    "backward pass and the update, number by number.",
)


def nothing_before(iteration: int) -> Empty:
    """Say that no iteration led to a moment, as far as is known."""
    if iteration == 0:
        return NO_ITERATION
    return Empty(
        "Earlier iterations are not recorded",
        f"The session begins after iteration {iteration:,}. Press Step to walk through "
        "the next one, number by number.",
    )


def gone(why: str = "") -> Empty:
    """Say that what was selected is not there any more; ``why`` is an error's text."""
    reason = f" ({why})" if why else ""
    return Empty(
        "This no longer exists",
        f"The network or the batch has changed since it was selected{reason}. Click "
        "another neuron, edge or layer in the network.",
    )
