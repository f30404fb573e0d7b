"""Compile loops over points with Numba, keep the machine code, and run it in threads."""

import hashlib
import logging
import os
import pickle
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
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
_HELD: Final[list[Any]] = []


def njit_cached(function: Callable[..., Any], *, inline: bool = False) -> Any:
    """Mark a function to be compiled when first called, no sum reordered; kernels are kept."""
    try:
        from numba import njit
    except ModuleNotFoundError:  # it may be left out
        return function
    options: dict[str, Any] = {"nogil": True, "error_model": "numpy"}
    kernel = function.__name__.endswith("_kernel")
    if not kernel:
        # Only kernels are called from Python; machine code for such calls takes long to make.
        options |= {"no_cpython_wrapper": True, "no_cfunc_wrapper": True, "forceinline": inline}
    compiled = njit(**options)(function)
    if kernel and hasattr(compiled, "signatures"):  # not with NUMBA_DISABLE_JIT
        with suppress(RuntimeError):  # there is no folder to keep anything in
            compiled._cache = _cache_of()(function)
    return compiled


@cache
def _cache_of() -> Any:
    """Return Numba's cache, of which no damaged, full or forbidden file fails a call."""
    from numba.core.caching import CompileResultCacheImpl, FunctionCache
    from numba.core.serialize import dumps

    class Checked(CompileResultCacheImpl):
        def reduce(self, result: Any) -> tuple[bytes, bytes]:
            held = dumps(super().reduce(result))
            return hashlib.sha256(held).digest(), held

        def rebuild(self, context: Any, kept: tuple[bytes, bytes]) -> Any:
            digest, held = kept
            if hashlib.sha256(held).digest() != digest:
                raise ValueError("damaged")
            return super().rebuild(context, pickle.loads(held))  # noqa: S301 - as Numba does

    class Cache(FunctionCache):
        _impl_class = Checked

        def load_overload(self, *asked: Any) -> Any:
            with suppress(Exception):  # a damaged file raises anything; it is made anew
                return super().load_overload(*asked)
            with suppress(OSError):
                self.flush()
            return None

        def save_overload(self, *made: Any) -> None:
            with suppress(Exception):  # the disk is full, or may no more be written to
                super().save_overload(*made)

    return Cache


def worth_compiling(count: int, kernels: Callable[[], tuple[Any, ...]]) -> bool:
    """Decide whether so many points are answered by compiled code, which `kernels` imports."""
    if count < _MANY:
        return False
    compiled = kernels()
    if not all(hasattr(kernel, "signatures") for kernel in compiled):
        return False  # with NUMBA_DISABLE_JIT, or without Numba
    ready = all(kernel.signatures or _kept(kernel) for kernel in compiled)
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
    logging.getLogger(_NAME).warning(
        "sinokorea_geo compiles its measuring code for this machine, which takes some seconds; "
        "compile_ahead() in sinokorea_geo.geodesy does it beforehand"
    )


def thread_count() -> int:
    """Count the threads that work at a time."""
    wanted = os.environ.get("SINOKOREA_GEO_THREADS", "")
    if wanted.isdigit() and int(wanted) > 0:
        return int(wanted)
    found = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else ()
    return len(found) or os.cpu_count() or 1


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
    futures = [_pool(wanted).submit(work, first, last) for first, last in spans]
    try:
        for future in futures:
            future.result()
    finally:  # after an interrupt nothing of it is worth doing
        for future in futures:
            future.cancel()


@lru_cache(maxsize=1)
def _pool(threads: int) -> ThreadPoolExecutor:
    """Keep threads that wait for work; making them takes longer than some thousand points."""
    return ThreadPoolExecutor(threads, thread_name_prefix=_NAME)


def _before_fork() -> None:
    """Wait for threads that import or compile, for which a child would wait forever."""
    loading = ("numba", "llvmlite", __package__)
    for _ in range(1_000):
        held = (m for name, m in tuple(sys.modules.items()) if name.startswith(loading))
        if not any(getattr(getattr(m, "__spec__", 0), "_initializing", False) for m in held):
            break
        time.sleep(0.01)
    if numba := sys.modules.get("numba.core.compiler_lock"):
        numba.global_compiler_lock.acquire()
        _HELD.append(numba.global_compiler_lock)


def _after_fork() -> None:
    while _HELD:
        _HELD.pop().release()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_pool.cache_clear)  # the threads of the parent are gone
    os.register_at_fork(
        before=_before_fork, after_in_parent=_after_fork, after_in_child=_after_fork
    )
