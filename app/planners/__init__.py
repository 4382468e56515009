"""Planners: whatever decides the next action of a run."""
