"""Compile the arithmetic once, for all kernels."""

from sinokorea_geo.geodesy.engine import arithmetic
from sinokorea_geo.geodesy.engine.compiling import njit_cached

arc_m = njit_cached(arithmetic.arc_m, inline=True)
chord_foot = njit_cached(arithmetic.chord_foot, inline=True)
corner_side = njit_cached(arithmetic.corner_side, inline=True)
cubic = njit_cached(arithmetic.cubic, inline=True)
edge_side = njit_cached(arithmetic.edge_side, inline=True)
on_piece = njit_cached(arithmetic.on_piece, inline=True)
refined_foot = njit_cached(arithmetic.refined_foot, inline=True)
sin_cos_deg = njit_cached(arithmetic.sin_cos_deg, inline=True)
xyz_m = njit_cached(arithmetic.xyz_m, inline=True)
