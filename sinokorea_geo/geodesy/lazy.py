"""Keep what is computed when it is first asked for, without a lock.

Before Python 3.12 :class:`functools.cached_property` holds a lock, one for all objects of a class,
while it computes. After a fork no thread of the child would let go of it.
"""

import functools
from typing import TYPE_CHECKING, Any

__all__ = ["cached_property"]

if TYPE_CHECKING:
    from functools import cached_property
else:

    class cached_property(functools.cached_property):  # noqa: N801 - named as what it replaces
        """Compute an attribute once; of several threads at a time, the first to end is kept."""

        def __get__(self, instance: Any, owner: Any = None) -> Any:
            if instance is None:
                return self
            held = vars(instance)
            if self.attrname not in held:
                held.setdefault(self.attrname, self.func(instance))
            return held[self.attrname]
