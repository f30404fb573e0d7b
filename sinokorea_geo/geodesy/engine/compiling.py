"""Compile loops over points with Numba, keep the machine code, and run it in threads."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

# Compiling what answers for a line takes some seconds. Meanwhile NumPy answers so many points,
# with the same bits.
_PATIENCE: Final = 50_000
# From so many on compiled code is worth its loading.
_MANY: Final = 2_000
# So many points are some milliseconds' work, and their answers fit the caches.
_BLOCK: Final = 1 << 15
# Of less work each thread gets several blocks, but none smaller than this.
_LEAST: Final = 1 << 10
_SHARES: Final = 2
_NAME: Final = "sinokorea_geo"
_LOG: Final = logging.getLogger("sinokorea_geo")


def njit_cached(function: Callable[..., Any], *, inline: bool = False) -> Any:
    """Mark a function to be compiled when it is first called; kernels are kept beside the package.

    Nothing is reordered or fused (no ``fastmath``), and the interpreter's lock is released.
    """
    from numba import njit

    options: dict[str, Any] = {"nogil": True, "error_model": "numpy"}
    if not function.__name__.endswith("_kernel"):
        # Only kernels are called from Python; machine code for such calls takes long to make.
        options |= {"no_cpython_wrapper": True, "no_cfunc_wrapper": True, "forceinline": inline}
        return njit(**options)(function)
    try:
        return njit(**options, cache=True)(function)
    except RuntimeError:
        return njit(**options)(function)


def worth_compiling(count: int, kernels: Callable[[], tuple[Any, ...]]) -> bool:
    """Decide whether so many points are answered by compiled code, which `kernels` imports."""
    if count < _MANY:
        return False
    ready = all(kernel.signatures or _kept(kernel) for kernel in kernels())
    if count >= _PATIENCE and not ready:
        _say_once()
    return ready or count >= _PATIENCE


def _kept(kernel: Any) -> bool:
    """Look for compiled code in a cache; that it is of another version costs a wait, once."""
    if not kernel.stats.cache_path:
        return False
    module = Path(kernel.py_func.__code__.co_filename).stem
    return any(Path(kernel.stats.cache_path).glob(f"{module}.{kernel.__name__}-*.nbc"))


@cache
def _say_once() -> None:
    _LOG.warning(
        "sinokorea_geo compiles its measuring code for this machine, which takes some seconds; "
        "compile_ahead() in sinokorea_geo.geodesy does it beforehand"
    )


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
