"""Recordings of other programs as drafts to review. What is read is data; nothing of it is run."""

from __future__ import annotations

from skills.imports.draft import Draft, ImportFault
from skills.imports.reader import read_any

__all__ = ["Draft", "ImportFault", "read_any"]
