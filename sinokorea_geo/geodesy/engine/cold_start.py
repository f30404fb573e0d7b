"""Compiled code on a machine that has not run it yet."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

__all__ = ["PATIENCE", "ready"]

# Compiling what answers for a line takes some eight seconds. Meanwhile NumPy answers so many
# points, with the same bits.
PATIENCE: Final = 50_000


def ready(*kernels: Any) -> bool:
    """Whether kernels are compiled already, here or by an earlier process on this machine.

    Parameters
    ----------
    *kernels : numba dispatcher
        Functions that are compiled when first called.

    Returns
    -------
    bool
        False if the next call would have to wait for the compiler.
    """
    return all(kernel.signatures or _kept(kernel) for kernel in kernels)


def _kept(kernel: Any) -> bool:
    """Whether a cache holds compiled code; that it is of another version costs a wait, once."""
    module = Path(kernel.py_func.__code__.co_filename).stem
    return any(Path(kernel.stats.cache_path).glob(f"{module}.{kernel.__name__}-*.nbc"))
