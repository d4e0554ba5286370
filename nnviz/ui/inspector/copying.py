"""Numbers in full, for the clipboard and for tooltips."""

from PySide6.QtGui import QGuiApplication


def copy_text(text: str) -> None:
    """Put a text on the clipboard."""
    QGuiApplication.clipboard().setText(text)


def copy_number(value: float) -> None:
    """Put a number on the clipboard with all its digits."""
    copy_text(repr(float(value)))


def tip_of(name: str, value: float, meaning: str = "") -> str:
    """Return the tooltip of a number: its name, all its digits, and its meaning."""
    lines = [f"{name} = {float(value)!r}", meaning, "Ctrl+C copies the number"]
    return "\n".join(line for line in lines if line)
