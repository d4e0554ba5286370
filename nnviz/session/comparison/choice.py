"""What is chosen to be compared, and a change of it in a few words."""

from typing import Any

import msgspec

from nnviz.session.comparison.contender import value_name
from nnviz.session.comparison.number_words import listed, setting_title

SAME, OWN = "same initial weights", "recommended initialiser for each"


class ComparisonChoice(msgspec.Struct, frozen=True):
    """What to compare: the one setting that differs, and its values.

    With ``own_initializers`` each contender begins with the initialiser recommended
    for it, otherwise all begin with the same weights.
    """

    setting: str
    values: tuple[Any, ...]
    own_initializers: bool = False


def choice_words(before: ComparisonChoice, after: ComparisonChoice) -> str:
    """Say what has changed from one choice to another: "leave out tanh"."""
    if before.setting != after.setting:
        return f"vary {setting_title(after.setting)}"
    added = [value for value in after.values if value not in before.values]
    left = [value for value in before.values if value not in after.values]
    parts = [
        f"{verb} {listed([value_name(value) for value in values])}"
        for verb, values in (("add", added), ("leave out", left))
        if values
    ]
    if before.own_initializers != after.own_initializers:
        parts.append(OWN if after.own_initializers else SAME)
    return ", ".join(parts)
