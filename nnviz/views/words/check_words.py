"""What a check found, in words."""

from nnviz.session.checking.expectation import WrongQuantity
from nnviz.session.comparison.number_words import quantity_title
from nnviz.session.live_check import LiveCheck
from nnviz.views.numbers import compact, count

_SEVERAL = 3


def headline(found: LiveCheck) -> str:
    """Say in a few words whether an iteration is right, or where it is wrong."""
    if found.wrong_quantities:
        return _named(found.wrong_quantities)
    if not found.gradients_agree:
        return f"{_listed(found.wrong_gradients)} {_do(found, 'disagrees')}"
    if not found.gradient.parameters_checked:
        return "no gradient could be judged"
    worst = compact(found.gradient.max_relative_error, 2)
    return f"gradients agree: {extent(found)}, worst {worst}"


def short_headline(found: LiveCheck) -> str:
    """Say the same where there is little room."""
    if found.ok and found.gradient.parameters_checked:
        return f"{extent(found)} gradients agree"
    return headline(found)


def extent(found: LiveCheck) -> str:
    """Say how many parameters were judged, such as 1,000 of 109,386."""
    judged = count(found.gradient.parameters_checked)
    return f"{judged} of {count(found.gradient.layout.count)}"


def sentence(one: WrongQuantity) -> str:
    """Say what is wrong with a quantity, with its worst number."""
    got, want = compact(one.got, 6), compact(one.want, 6)
    return (
        f"{_fault(one)} in {count(one.wrong)} of {count(one.count)} "
        f"places. The worst is {where(one)}: it is {got} and should be {want}."
    )


def where(one: WrongQuantity) -> str:
    """Name a place in a quantity, counted from 1."""
    place, name = [i + 1 for i in one.place], one.quantity
    if not place:
        return name
    if name[0] in "Wb" or name.startswith(("dW", "db")):
        return f"{name}[{', '.join(str(i) for i in place)}]"
    if name in ("losses", "class_weights"):
        return f"sample {place[0]}"
    if len(place) == 1:
        return f"parameter {place[0]}"
    part = "input" if name == "inputs" else "neuron"
    return f"sample {place[0]}, {part} {place[1]}"


def remarks(found: LiveCheck) -> list[str]:
    """Say what known mistakes give what is wrong, and what was not judged, and why."""
    gradient, said = found.gradient, list(found.named)
    missing = gradient.layout.count - found.asked
    if missing:
        said.append(
            f"{count(found.asked)} of {count(gradient.layout.count)} parameters were "
            "chosen at random, some from every layer."
        )
    for number, why in (
        (gradient.kinks, "the difference quotient straddles a corner"),
        (
            int(gradient.unresolved.sum()),
            "the gradient is lost in the rounding of its difference quotient",
        ),
        (
            int(gradient.surrogate.sum()),
            "the gradient passes through a straight-through slope, which is not a "
            "derivative",
        ),
    ):
        if number:
            said.append(f"{count(number)} not judged: {why}.")
    return said


def _named(wrong_quantities: tuple[WrongQuantity, ...]) -> str:
    first = wrong_quantities[0]
    if first.quantity in ("inputs", "targets"):
        return f"{first.quantity} were overwritten"
    names = [quantity_title(one.quantity) for one in wrong_quantities]
    if first.phase == "update" and first.quantity[0] in "Wb":
        return f"{_listed(names)}: update not stored"
    return f"{_listed(names)} {'are' if len(names) > 1 else 'is'} wrong"


def _listed(names: tuple[str, ...] | list[str]) -> str:
    shown = ", ".join(names[:_SEVERAL])
    rest = len(names) - _SEVERAL
    return f"{shown} and {rest} more" if rest > 0 else shown


def _do(found: LiveCheck, verb: str) -> str:
    return verb if len(found.wrong_gradients) == 1 else verb.removesuffix("s")


def _fault(one: WrongQuantity) -> str:
    if one.quantity in ("inputs", "targets"):
        return f"{one.quantity.capitalize()} differ from the data set"
    if one.phase == "update" and one.quantity[0] in "Wb":
        return f"{one.quantity} did not change by its update"
    return f"{quantity_title(one.quantity)} is wrong"
