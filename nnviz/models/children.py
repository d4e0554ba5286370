"""Other programs' runtimes, each run in a process of its own.

What is not imported cannot harm: nnviz itself loads neither PyTorch nor Keras.
"""

import importlib.util
import os
import subprocess
import sys
import tempfile
from functools import lru_cache
from pathlib import Path

import numpy as np

from nnviz.core.errors import InputError
from nnviz.core.types import Floats

PYTHON = "NNVIZ_PYTHON"
"""The environment variable that names the Python which has PyTorch or Keras."""

_SECONDS = 300.0

_BACKENDS = ("torch", "jax", "tensorflow")
"""What Keras can run with, the lightest first."""

_RUN_SCRIPT = """
import runpy, sys
import numpy as np
rows = np.load(sys.argv[2], allow_pickle=False)
outputs = runpy.run_path(sys.argv[1])["predict"](rows)
np.save(sys.argv[3], np.asarray(outputs, dtype=np.float64))
"""


def python() -> str:
    """Return the Python that runs scripts: the user's choice, or the one running."""
    return os.environ.get(PYTHON) or sys.executable


@lru_cache(maxsize=32)
def has_module(name: str, at: str | None = None) -> bool:
    """Tell whether a Python, by default the one that runs scripts, has a module."""
    where = at or python()
    if where == sys.executable:
        return importlib.util.find_spec(name) is not None
    code = (
        f"import importlib.util, sys; sys.exit(not importlib.util.find_spec({name!r}))"
    )
    try:
        done = subprocess.run(
            [where, "-c", code], check=False, capture_output=True, timeout=60
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise InputError(f"{PYTHON} {where}: cannot be run ({error})") from error
    return done.returncode == 0


def run_code(
    code: str, arguments: list[str], *, limit: float = _SECONDS, at: str | None = None
) -> str:
    """Run Python in a process of its own, and return what it prints.

    ``at`` is the Python, if not the one that the user chose, and ``limit`` the most
    seconds it may take.

    Raises
    ------
    InputError
        If it fails; the message has its last line.
    """
    words = [at or python(), "-c", code, *arguments]
    # Nothing that happens to be in the current folder is imported; and JAX has to be
    # told that it may use float64.
    more = {"PYTHONSAFEPATH": "1", "JAX_ENABLE_X64": "1"}
    environment = {**os.environ, **more}
    if backend := keras_backend():
        environment["KERAS_BACKEND"] = backend
    try:
        done = subprocess.run(
            words,
            capture_output=True,
            check=False,
            stdin=subprocess.DEVNULL,
            timeout=limit,
            env=environment,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise InputError(f"{words[0]}: cannot be run ({error})") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise InputError(said[-1] if said else f"ended with {done.returncode}")
    return done.stdout.decode(errors="replace")


def keras_backend() -> str | None:
    """Return the backend of Keras: the user's, or one that can run; else None."""
    if not has_module("keras"):
        return None
    if given := os.environ.get("KERAS_BACKEND"):
        return given
    return next((one for one in _BACKENDS if has_module(one)), None)


def can_run_keras(precision: str) -> bool:
    """Tell whether Keras can run a network of this precision.

    With NumPy and JAX its own rules for types turn float64 into float32 in some
    functions, such as tanh, whatever it is told.
    """
    backend = keras_backend()
    wide = precision != "float32"
    return backend is not None and not (wide and backend in ("numpy", "jax"))


def run_script(script: Path, rows: Floats) -> Floats:
    """Return what the ``predict`` of a script says of rows (N, G), (N, O).

    Raises
    ------
    InputError
        If it fails.
    """
    return run_on_rows(_RUN_SCRIPT, script, rows)


def run_on_rows(code: str, file: Path, rows: Floats) -> Floats:
    """Run code that reads a file and rows (N, G), and writes outputs (N, O).

    Its arguments are the file, a NumPy file of rows and the one to write.

    Raises
    ------
    InputError
        If it fails.
    """
    with tempfile.TemporaryDirectory(prefix="nnviz-") as folder:
        given, result = Path(folder) / "rows.npy", Path(folder) / "outputs.npy"
        np.save(given, rows)
        run_code(code, [str(file), str(given), str(result)])
        return np.asarray(np.load(result, allow_pickle=False), np.float64)
