"""Which widgets keep colours of a theme: those that the style sheet gives some.

Qt works a widget's rules out once, and keeps the colours that it finds in them. What
has no such rule has nothing to renew: it holds others, or paints by the theme in use.
The palette of the application does not reach beyond a window that has rules: each kind
of widget that writes by itself therefore needs a rule for the colour of its text.
"""

import re
from functools import cache

from PySide6.QtWidgets import QAbstractButton, QWidget

from nnviz.ui.theme.style import style_sheet

_RULE = re.compile(r"([^{}]+)\{[^{}]*palette\([^{}]*\}")
_SUBJECT = re.compile(r'([*\w]+)(?:\[(\w+)(?:="(\w+)")?\])?[^\s>]*$')

_ANY = ""
"""What a rule asks for that wants a property to be there, whatever it is."""


def keeps_colours(widget: QWidget) -> bool:
    """Return whether the style may keep colours for a widget, in any of its states."""
    kind: type = type(widget)
    wanted = _wanted_of(kind)
    if wanted is None:
        return True
    for name, values in wanted:
        found = widget.property(name)
        if found is not None and (_ANY in values or str(found) in values):
            return True
    return False


@cache
def _wanted_of(kind: type) -> tuple[tuple[str, set[str]], ...] | None:
    """Return the properties that give a kind of widgets colours, None if all have some.

    Buttons of Qt's own that Python knows no better are taken to have some.
    """
    names = {"*", *(one.__name__ for one in kind.__mro__)}
    rules = [rule for kind_of_rule, *rule in _coloured() if kind_of_rule in names]
    if kind is QAbstractButton or any(not name for name, _ in rules):
        return None
    wanted: dict[str, set[str]] = {}
    for name, value in rules:
        wanted.setdefault(name, set()).add(value)
    return tuple(wanted.items())


@cache
def _coloured() -> tuple[tuple[str, str, str], ...]:
    """Return for each rule with a colour its kind, and the property it asks for first.

    Rules for widgets of no further kind are left out: these paint nothing by a palette.
    """
    selectors = ",".join(_RULE.findall(style_sheet())).split(",")
    subjects = (_subject(selector) for selector in selectors)
    return tuple(subject for subject in subjects if subject[0] != "QWidget")


def _subject(selector: str) -> tuple[str, str, str]:
    """Return what a selector is about, whatever that lies in, and in any state."""
    found = _SUBJECT.search(selector.strip())
    if found is None:
        raise ValueError(f"no selector: {selector!r}")
    kind, name, value = found.groups(default="")
    return kind, name, value
