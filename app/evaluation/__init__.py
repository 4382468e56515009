"""Measuring Deskhand on benchmarks."""
