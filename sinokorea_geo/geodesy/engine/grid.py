"""Build the grid of a line or of targets with several threads."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sinokorea_geo.geodesy.engine.arithmetic import FloatArray
from sinokorea_geo.geodesy.engine.threads import in_blocks, thread_count

__all__ = ["grid_of"]

# Each inner node has 16 cells; so the whole has a few dozen megabytes at most.
_MOST_NODES: Final = 200_000
_MOST_PARTS: Final = 8


def grid_of(
    shape: FloatArray, sags_m: float, *, few: int, deepest: int
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """Build first cells, lists of candidates and inner nodes; `grid_kernels` explains them.

    `sags_m` is twice the most that a piece departs from its chord, and some room for ties. Cells
    with no more than `few` candidates are not divided, and none more than `deepest` times.
    """
    from sinokorea_geo.geodesy.engine.grid_kernels import grid_kernel

    parts = min(thread_count(), _MOST_PARTS)
    most = (_MOST_NODES + 2 * len(shape)) // parts
    made: list[Any] = [None] * parts

    def make(part: int, _: int) -> None:
        top, lists, nodes = grid_kernel(shape, sags_m, few, deepest, most, part, parts)
        made[part] = top.ravel(), lists.copy(), nodes.copy().reshape(-1, 16)

    in_blocks(parts, make, block=1)
    tops, lists, nodes = zip(*made, strict=True)
    top = np.zeros_like(tops[0])
    list_shift, node_shift = 0, 0
    for one, held, inner in zip(tops, lists, nodes, strict=True):
        for cells in (one, inner):
            cells[cells > 0] += list_shift
            cells[cells < 0] -= node_shift
        top += one
        list_shift += len(held)
        node_shift += len(inner)
    every = np.concatenate(lists)
    every[0] = max(int(held[0]) for held in lists)
    return top, every, np.concatenate(nodes)
