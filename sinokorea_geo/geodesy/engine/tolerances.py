"""Where the engine's series holds, and what chords say about distances up to there."""

from __future__ import annotations

from typing import Final

__all__ = [
    "NEAR_CHORD_M",
    "NEAR_SQUARE",
    "ON_LINE_M",
    "PAIR_SQUARE",
    "PIECE_M",
    "RIVAL_PER_M2",
    "RIVAL_PER_M3",
    "SAGS_M",
    "TIE_M",
]

# Distances with longer chords are left to Karney's solution; up to here the series is within
# 0.1 µm.
PAIR_SQUARE: Final = 2_200_000.0 * 2_200_000.0
# Points farther from a line, by the chord, are left to the exact search: beyond, the foot that
# one Newton step finds is no longer good enough.
NEAR_CHORD_M: Final = 1_100_000.0
NEAR_SQUARE: Final = NEAR_CHORD_M * NEAR_CHORD_M
# Two distances closer than this are the same: the inverse solution is good to 15 nm.
TIE_M: Final = 1e-7
# Nearer than this a point counts as lying on the line, on neither side of it.
ON_LINE_M: Final = 1e-3
# Edges are cut into pieces of at most this length. A piece is never farther from its chord
# than 2000² / (8 · 6,335,000) = 0.079 m, so that two of them and ties fit into SAGS_M.
PIECE_M: Final = 2_000.0
SAGS_M: Final = 0.2
# A point whose chord is c may be no farther off than one with the chord c + RIVAL_PER_M3 c³: see
# rival_chord, whose series is c³/24 (1/R₁² − 1/R₂²) (1 + c²/3R² …) = 2.07e-17 c³ (1 + …).
RIVAL_PER_M3: Final = 2.3e-17
# The same for a point that is g metres from the other: then c + RIVAL_PER_M2 c² g will do. With
# the chord kept, the distance c + c³ κ²/24 + … changes with the mean normal curvature κ only, by
# no more than c³ κ/12 · 2 κ e'² g/2c for the direction of the chord and c/4a of that for latitude:
# 1.5e-17 c² g. It is taken nearly twice, which covers the next terms, (c/R)² or 1.4 % of these.
RIVAL_PER_M2: Final = 2.8e-17
