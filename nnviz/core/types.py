"""The array types used everywhere."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
"""An array of float32 or float64; docstrings give its shape."""

Indices = NDArray[np.intp]
"""Row numbers of samples."""
