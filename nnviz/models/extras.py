"""Libraries of other programs' formats, which are only installed where wanted."""

from importlib import import_module
from typing import Any

from nnviz.core.errors import InputError


def needed(module: str, what: str) -> Any:  # noqa: ANN401 (a module)
    """Return a module of the extra ``models``.

    Raises
    ------
    InputError
        If it is not installed; the message says what to do.
    """
    try:
        return import_module(module)
    except ImportError as error:
        raise InputError(
            f"{what} need the library {module}: install it with pip install "
            "'nnviz-desktop[models]', or use safetensors"
        ) from error
