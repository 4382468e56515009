"""The engine: one run of a task as a generator of typed events."""
