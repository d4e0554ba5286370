"""How a thread leaves what it is doing when it is asked to end."""


class Interrupted(Exception):  # noqa: N818 (no error: the thread is asked to end)
    """What is being done is given up in the middle."""
