"""Clients of models that run here."""

from __future__ import annotations

from pathlib import Path

from app.models.local.client import LocalClient, local_client
from app.models.profile import shipped_profiles


def client_for(folder: Path, profile: str, **options: str) -> LocalClient:
    known = shipped_profiles()[profile]
    given = {"device": "", "dtype": "", **options}
    return local_client("tiny", folder.name, known, weights=str(folder), **given)
