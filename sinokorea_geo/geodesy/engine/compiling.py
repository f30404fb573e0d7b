"""Compile loops over points with Numba, keep the machine code if possible, and say so once."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final

__all__ = ["njit_cached", "worth_compiling"]

# Compiling what answers for a line takes some seconds. Meanwhile NumPy answers so many points,
# with the same bits.
_PATIENCE: Final = 50_000
# From so many on compiled code is worth its loading.
_MANY: Final = 2_000
_LOG: Final = logging.getLogger("sinokorea_geo")


def njit_cached(function: Callable[..., Any], *, inline: bool = False) -> Any:
    """Mark a function to be compiled when it is first called.

    Machine code is kept beside the package, or in Numba's cache directory. Where neither can be
    written, each process compiles for itself. Nothing is reordered or fused (no ``fastmath``),
    so results do not depend on the machine, and the interpreter's lock is released.
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
    """Decide whether so many points are answered by compiled code.

    `kernels` imports and returns what would be called: importing Numba takes a third of a second.
    """
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
