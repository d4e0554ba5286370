"""Copying texts and numbers to the clipboard."""

from PySide6.QtGui import QGuiApplication


def copy_text(text: str) -> None:
    """Put a text on the clipboard."""
    QGuiApplication.clipboard().setText(text)


def copy_number(value: float) -> None:
    """Put a number on the clipboard with all its digits."""
    copy_text(repr(float(value)))
