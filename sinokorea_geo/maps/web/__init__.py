"""Draw the atlas as an interactive page."""
