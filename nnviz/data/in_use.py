"""What is large and never changes is made once, as long as anybody uses it."""

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar
from weakref import WeakValueDictionary

T = TypeVar("T")


class InUse(Generic[T]):
    """Finds what is in use by a key, and forgets it with its last user.

    Threads that want the same at once wait for the first of them to make it.
    """

    def __init__(self) -> None:
        self._values: WeakValueDictionary[Hashable, T] = WeakValueDictionary()
        self._locks: WeakValueDictionary[Hashable, Lock] = WeakValueDictionary()
        self._guard = Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what has this key; it is made if nobody uses it."""
        with self._guard:
            lock = self._locks.setdefault(key, Lock())
        with lock:
            value = self._values.get(key)
            if value is None:
                value = self._values[key] = make()
            return value
