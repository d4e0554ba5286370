"""Chooses what is behind Keras before anything imports it: once for all tests here."""

import importlib.util
import os

HERE = "torch" if importlib.util.find_spec("torch") is not None else "numpy"
os.environ.setdefault("KERAS_BACKEND", HERE)
