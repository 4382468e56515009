"""Dialects: how each family of models writes actions, and the one action space they all mean."""
