"""Changing windows: focus, move, resize, close; one backend per platform."""
