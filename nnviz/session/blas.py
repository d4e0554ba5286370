"""Limits the number of threads of matrix products."""

from functools import cache


@cache
def use_one_thread() -> None:
    """Limit matrix products to one thread for the whole process.

    At the sizes trained here a second thread only adds latency, and sums split between
    threads would depend on the machine.
    """
    # Imported here because it delays the program's start.
    from threadpoolctl import threadpool_limits

    threadpool_limits(limits=1, user_api="blas")
