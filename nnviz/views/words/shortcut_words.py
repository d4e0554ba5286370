"""What keys and the mouse do in the panels, as the window lists it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A key, and what it does."""

    keys: str
    words: str


@dataclass(frozen=True, slots=True)
class ShortcutGroup:
    """Keys that belong together, such as those of one menu."""

    title: str
    shortcuts: tuple[Shortcut, ...]


PANEL_GROUPS = (
    ShortcutGroup(
        "In the diagram",
        (
            Shortcut("Shift + Arrows", "Go to the next neuron or layer"),
            Shortcut(
                "Enter", "Select a bias, then set the number typed; type into an input"
            ),
            Shortcut("Up, Down", "Move through the weights of a neuron"),
            Shortcut("Digits", "Type a new value for the selected weight"),
            Shortcut("U", "Fold or unfold a layer"),
            Shortcut("F", "Fit the diagram"),
            Shortcut("+, −", "Zoom in or out"),
            Shortcut("Esc", "Clear the selection, wherever the focus is"),
        ),
    ),
    ShortcutGroup(
        "In the timeline",
        (
            Shortcut("Left, Right", "Show the previous or next iteration"),
            Shortcut("PgUp, PgDown", "Go back or forward by an epoch"),
            Shortcut("Home, End", "Show the beginning, or now"),
        ),
    ),
    ShortcutGroup(
        "In a plot",
        (
            Shortcut("Left, Right", "Move the crosshair by one iteration"),
            Shortcut("Enter", "Show the run at the crosshair's iteration"),
            Shortcut("+, −", "Zoom the iterations in or out"),
            Shortcut("0", "Show the whole run"),
        ),
    ),
    ShortcutGroup(
        "In the output, the samples and the inspector",
        (
            Shortcut("PgUp, PgDown", "Select the previous or next sample in a plane"),
            Shortcut("S", "Sort the samples by the current column"),
            Shortcut("Arrows", "Move over the numbers of a table, picture or bars"),
            Shortcut("Enter", "Go to what a number or a row describes"),
            Shortcut("Down", "List the neighbours of a layer, neuron or weight"),
        ),
    ),
    ShortcutGroup(
        "In the panels",
        (
            Shortcut("Tab, Shift+Tab", "Go to the next or previous control"),
            Shortcut("Enter", "Press the button, or accept the number"),
            Shortcut("Up, Down", "Change a number, or choose from a list"),
            Shortcut("Arrows", "Move over tiles and tabs, or move a slider"),
            Shortcut("Alt + letter", "Go to the field with that letter underlined"),
            Shortcut("Esc", "Restore the old number, or leave the control"),
            Shortcut("Ctrl+C", "Copy the numbers that the panel shows, as a table"),
        ),
    ),
)
"""Keys that only mean something where the focus is."""

MOUSE_GROUPS = (
    ShortcutGroup(
        "Mouse in the diagram",
        (
            Shortcut("Click", "Select a neuron, an edge or a bias"),
            Shortcut("Drag up, down", "Change the weight or bias under the pointer"),
            Shortcut("Shift + drag", "Change it ten times more finely"),
            Shortcut("Wheel", "Zoom the diagram"),
            Shortcut("Drag elsewhere", "Move the diagram"),
            Shortcut("Double-click", "Type into an input, or fit the diagram"),
        ),
    ),
    ShortcutGroup(
        "Mouse in the timeline and the plots",
        (
            Shortcut("Click, drag", "See the run at any iteration of the timeline"),
            Shortcut("Right-click", "Compare with a bookmark, note it, or delete it"),
            Shortcut("Wheel", "Zoom the iterations of a plot"),
            Shortcut("Shift + wheel", "Zoom the values of a plot"),
            Shortcut("Shift + drag", "Zoom a plot into a box"),
            Shortcut("Ctrl + click", "See the run at that iteration of a plot"),
        ),
    ),
    ShortcutGroup(
        "Mouse in the output and the panels",
        (
            Shortcut("Click", "Select a sample in the output, or look at any place"),
            Shortcut("Drag", "Take the place along; draw a digit on the pad"),
            Shortcut("Alt + move", "Look at the place under the pointer"),
            Shortcut("Double-click", "Go to what a row of the inspector describes"),
            Shortcut("Wheel", "Change the number in the field with the focus"),
        ),
    ),
)
"""What the mouse does."""
