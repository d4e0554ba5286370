"""How many threads matrix products use."""

from functools import cache


@cache
def use_one_thread() -> None:
    """Limit matrix products to one thread for the whole process.

    At the sizes trained here a second thread only adds latency, and the sums it splits
    would depend on the machine.
    """
    # Imported when a run begins, and not when the program does.
    from threadpoolctl import threadpool_limits

    threadpool_limits(limits=1, user_api="blas")
