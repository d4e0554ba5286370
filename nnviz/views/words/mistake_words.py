"""Which mistakes can be chosen for a run, and what is said while some are on."""

from collections.abc import Mapping, Sequence

from nnviz.core.functions.loss import Loss
from nnviz.core.mistakes import MISTAKES
from nnviz.core.network import Network
from nnviz.session.comparison.number_words import title


def obstacles(
    network: Network, loss: Loss, batch_size: int, on: Sequence[str] = ()
) -> dict[str, str]:
    """Return the mistakes that cannot be chosen for a run, and why.

    ``on`` are the mistakes that it has already.
    """
    found = {
        name: mistake.obstacle(network, loss, batch_size)
        for name, mistake in MISTAKES.items()
    }
    why_not = {name: why for name, why in found.items() if why is not None}
    for name, mistake in MISTAKES.items():
        if mistake.part_of in on:
            other = MISTAKES[mistake.part_of].title
            why_not[name] = f"it is part of another that is on, “{other}”"
    return why_not


def notice(names: Sequence[str]) -> str:
    """Return the notice for the message bar while mistakes are on."""
    if len(names) == 1:
        name = MISTAKES[names[0]].title
        return f"A mistake is on: {name[0].lower()}{name[1:]}."
    # Titles in full would take more lines than are kept free below the diagram.
    return f"{len(names)} mistakes are on: {', '.join(map(title, names))}."


def turn_off(names: Sequence[str]) -> str:
    """Return what the button beside this notice says."""
    return "Turn it off" if len(names) == 1 else "Turn them off"


def ruled_out(reasons: Mapping[str, str]) -> str:
    """Say which mistakes were turned off, by the reasons why."""
    said = [f"{MISTAKES[name].title}. Now {why}." for name, why in reasons.items()]
    if len(said) == 1:
        begin = "A mistake was turned off because it does not apply to this network: "
    else:
        begin = "Mistakes were turned off that do not apply to this network: "
    return begin + " ".join(said)
