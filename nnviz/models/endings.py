"""The endings of models' names, by which their format is known before it is loaded."""

KINDS = {
    ".safetensors": "safetensors",
    ".npz": "Arrays of NumPy",
    ".json": "JSON",
    ".onnx": "ONNX",
    ".keras": "Keras",
    ".h5": "Keras in HDF5",
    ".hdf5": "Keras in HDF5",
    ".pt": "Weights of PyTorch",
    ".pth": "Weights of PyTorch",
    ".mat": "Matrices of MATLAB",
    ".csv": "Matrices as text",
    ".txt": "Matrices as text",
    ".numpy.py": "Script for NumPy",
    ".torch.py": "Script for PyTorch",
    ".keras.py": "Script for Keras",
    ".h": "Header for C",
}
"""What each format is, by its ending."""

READABLE = tuple(ending for ending in KINDS if not ending.endswith((".py", ".h")))
WRITABLE = tuple(end for end in KINDS if end not in (".mat", ".csv", ".txt"))

PREDICTING = tuple(ending for ending in READABLE if ending not in (".csv", ".txt"))
"""Endings of what can stand where otherwise a session does."""

WEIGHTS_OR_DATA = (".npz", ".json", ".mat")
"""Endings of what may be a model or something else."""

MODELS_ALONE = (".safetensors", ".onnx", ".keras", ".h5", ".hdf5", ".pt", ".pth")
"""Endings of what can be nothing else than a model."""
