"""Finds an activation by its name, or makes one of the function of x that it is."""

import re
from functools import lru_cache

from nnviz.core.activations import ACTIVATIONS
from nnviz.core.errors import InputError, unknown_name
from nnviz.core.expression.error import ExpressionError
from nnviz.core.functions.activation import Activation


def find_activation(name: str | Activation, kind: str = "activation") -> Activation:
    """Return the activation of that name; an activation is returned unchanged.

    Parameters
    ----------
    name
        A name in ``ACTIVATIONS``, or a function of x that a user wrote, such as
        ``x * tanh(x)`` or ``mine = x * tanh(x)``.
    kind
        The setting that the name is for, as errors call it.

    Raises
    ------
    InputError
        For an unknown name; for a text that is not a function, ``ExpressionError``.
    """
    if isinstance(name, Activation):
        return name
    if name in ACTIVATIONS:
        return ACTIVATIONS[name]
    try:
        return _written(name)
    except ExpressionError as error:
        raise error.called(kind) from None
    except LookupError:
        raise _unknown(kind, name) from None


@lru_cache(maxsize=512)
def _written(name: str) -> Activation:
    """Return the function that a user wrote; raise LookupError for a mere word."""
    if _is_word(name):
        raise LookupError(name)
    # Imported when it is needed: most networks have no function of their own.
    from nnviz.core.expression.own import own_function

    return own_function(name).activation


def _is_word(name: str) -> bool:
    """Tell whether a name cannot have been meant as a function of x."""
    words = re.findall(r"[a-z_]\w*", name.lower())
    plain = re.fullmatch(r"[^\W\d][\w -]*", name) is not None
    return plain and not {"x", "z", "e", "pi"}.intersection(words)


def _unknown(kind: str, name: str) -> InputError:
    from nnviz.core.expression.functions import FUNCTIONS

    error = unknown_name(kind, name, ACTIVATIONS)
    if name not in FUNCTIONS:
        return error
    return InputError(f"{error}; as a function of x, write {name}(x)")
