"""Blocks of points shared out among threads; nothing a thread does depends on another."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final

__all__ = ["in_blocks", "thread_count"]

# So many points are a millisecond's work at least, and their answers fit the caches.
_BLOCK: Final = 1 << 15


def thread_count() -> int:
    """How many threads work at a time.

    Returns
    -------
    int
        As many as there are processors for this process; ``SINOKOREA_GEO_THREADS`` overrides.
    """
    wanted = os.environ.get("SINOKOREA_GEO_THREADS", "")
    if wanted.isdigit() and int(wanted) > 0:
        return int(wanted)
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_blocks(count: int, work: Callable[[int, int], object], *, block: int = _BLOCK) -> None:
    """Call ``work(first, last)`` for blocks that make up ``range(count)``.

    Parameters
    ----------
    count : int
        How many there are.
    work : callable
        Fills in what belongs to a block; must not hold the interpreter's lock to gain by it.
    block : int
        Size of the blocks.
    """
    spans = [(first, min(first + block, count)) for first in range(0, count, block)]
    threads = min(thread_count(), len(spans))
    if threads <= 1:
        for first, last in spans:
            work(first, last)
        return
    with ThreadPoolExecutor(threads) as pool:
        for future in [pool.submit(work, first, last) for first, last in spans]:
            future.result()
