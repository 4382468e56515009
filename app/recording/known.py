"""Secrets that are known by value, so that they can be kept out of a recording."""

from __future__ import annotations

from app.safety.vault import Vault, VaultError

_SHORTEST = 4  # a shorter text would be found in too many others


def known_secrets(vault: Vault | None = None) -> tuple[str, ...]:
    """The values of all secrets in the vault, longest first; none where it does not answer."""
    vault = vault or Vault()
    found = set()
    try:
        for name in vault.names():
            kept = vault.find(name)
            if kept is not None and len(kept.value) >= _SHORTEST:
                found.add(kept.value)
    except VaultError:
        return ()
    return tuple(sorted(found, key=len, reverse=True))
