"""What goes to the clipboard: numbers in full, formulas, code."""

from PySide6.QtGui import QGuiApplication


def copy_text(text: str) -> None:
    """Put a text on the clipboard."""
    QGuiApplication.clipboard().setText(text)


def copy_number(value: float) -> None:
    """Put a number on the clipboard so that it is read back as this very number."""
    copy_text(repr(float(value)))


def tip_of(name: str, value: float, meaning: str = "") -> str:
    """Return what is shown over a number: its name, all its digits, and its sense."""
    lines = [f"{name} = {float(value)!r}", meaning, "Ctrl+C copies the number"]
    return "\n".join(line for line in lines if line)
