"""Measure what a claim is about."""
