"""Models from elsewhere, and for elsewhere: opened, saved, and proven.

Other programs use it by ``from_sklearn``, ``open_model`` and ``save_model``, which are
imported when they are first asked for.
"""

from importlib import import_module
from typing import Any

_PLACES = {
    "from_sklearn": "nnviz.models.frameworks.estimators",
    "open_model": "nnviz.models.opened_model",
    "save_model": "nnviz.models.opened_model",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 (whatever is asked for)
    if name not in _PLACES:
        raise AttributeError(f"module 'nnviz.models' has no attribute '{name}'")
    return getattr(import_module(_PLACES[name]), name)
