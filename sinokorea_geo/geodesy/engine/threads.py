"""Share blocks of points out among threads; nothing a thread does depends on another."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Final

__all__ = ["in_blocks", "thread_count"]

# So many points are some milliseconds' work, and their answers fit the caches.
_BLOCK: Final = 1 << 15
# Of less work each thread gets several blocks, but none smaller than this.
_LEAST: Final = 1 << 10
_SHARES: Final = 2
_NAME: Final = "sinokorea_geo"


def thread_count() -> int:
    """Count the threads that work at a time."""
    wanted = os.environ.get("SINOKOREA_GEO_THREADS", "")
    if wanted.isdigit() and int(wanted) > 0:
        return int(wanted)
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_blocks(count: int, work: Callable[[int, int], object], *, block: int = _BLOCK) -> None:
    """Call ``work(first, last)`` for blocks that make up ``range(count)``."""
    # Work of a block is not shared out again: it would wait for itself.
    inner = threading.current_thread().name.startswith(_NAME)
    wanted = 1 if inner else thread_count()
    if count < wanted * _SHARES * block:
        block = min(block, max(_LEAST, -(-count // (wanted * _SHARES))))
    spans = [(first, min(first + block, count)) for first in range(0, count, block)]
    threads = min(wanted, len(spans))
    if threads <= 1:
        for first, last in spans:
            work(first, last)
        return
    for future in [_pool(wanted).submit(work, first, last) for first, last in spans]:
        future.result()


@lru_cache(maxsize=1)
def _pool(threads: int) -> ThreadPoolExecutor:
    """Keep threads that wait for work; making them takes longer than some thousand points."""
    return ThreadPoolExecutor(threads, thread_name_prefix=_NAME)


# A child process has none of its parent's threads.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_pool.cache_clear)
