"""Widgets are tested without a display, and garbage is collected by one thread."""

import gc
import os
from collections.abc import Iterator

import hypothesis
import pytest

# How long an example takes says more about the machine than about the code.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def pytest_collection_finish() -> None:
    """Look no more at what lives as long as the tests do: modules, tests, parameters.

    Tests of the window collect garbage after each window; among all that pytest has
    collected, that takes ten times as long.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def no_garbage_is_collected_by_other_threads(
    request: pytest.FixtureRequest,
) -> Iterator[None]:
    """Leave it until the threads of a test have ended; see ``ui.threads.garbage``."""
    threads = "qtbot" in request.fixturenames
    if threads:
        gc.disable()
    yield
    if threads:
        gc.enable()
