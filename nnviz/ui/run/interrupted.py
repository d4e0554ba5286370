"""How the thread leaves what it is doing when it is asked to end."""


class Interrupted(Exception):  # noqa: N818 (no error: the thread is asked to end)
    """The run is given up in the middle of an evaluation."""
