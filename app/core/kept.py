"""An attribute that is worked out once, without a lock.

That of `functools` holds one lock for all instances up to Python 3.11, also while it waits for the
database: two requests then wait for each other where PostgreSQL cannot see it.
"""

from collections.abc import Callable
from typing import Any, Generic, Self, TypeVar, overload

T = TypeVar("T")


class kept(Generic[T]):  # a decorator, as `property` is
    """Worked out when it is first asked for, and kept in the instance's `__dict__`. Two threads
    that ask the same instance at the same moment may both work it out.
    """

    def __init__(self, read: Callable[[Any], T]) -> None:
        self._read = read
        self._name = read.__name__
        self.__doc__ = read.__doc__

    @overload
    def __get__(self, instance: None, owner: type[Any]) -> Self: ...
    @overload
    def __get__(self, instance: object, owner: type[Any]) -> T: ...
    def __get__(self, instance: object | None, owner: type[Any]) -> Self | T:
        if instance is None:
            return self
        value = instance.__dict__[self._name] = self._read(instance)
        return value
