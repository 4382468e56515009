"""Runs on disk: writing them, reading them, finding them, going on after a crash."""
