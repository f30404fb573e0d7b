"""Find nearest segments of lines in compiled code."""
