"""Signatures: who vouches for a skill. They say who, never that it is safe.

An ed25519 signature (RFC 8032) over the digest, with the public key beside it. The only door to
`cryptography`, which is imported when it is needed.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from skills.print import digest
from skills.skill import Skill

FILE = "SIGNATURE"
_HEAD = "deskhand-skill-1"


@dataclass(frozen=True, slots=True)
class Signature:
    """What is known of a skill's signature.

    Attributes:
        word: whether there is one that holds.
        signer: the fingerprint of the key; "" without one.
    """

    word: Literal["none", "good", "broken"]
    signer: str = ""

    @property
    def told(self) -> str:
        """A sentence for people."""
        match self.word:
            case "none":
                return "Nobody has signed it."
            case "good":
                return f"Signed with the key {self.signer}. That says who, not that it is safe."
            case "broken":
                return "Its signature does not hold: it was changed after it was signed."


def sign(folder: Path, skill: Skill, key: Path) -> Signature:
    """Sign the skill in a folder with a private key (PEM, ed25519, without a password).

    Raises:
        ValueError: the file is no such key.
        OSError: a file cannot be read or written.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        PublicFormat,
        load_pem_private_key,
    )

    try:
        private = load_pem_private_key(key.read_bytes(), None)
    except (ValueError, TypeError):
        raise ValueError(f"{key} is no private key without a password (PEM)") from None
    if not isinstance(private, Ed25519PrivateKey):
        raise ValueError(f"{key} is no ed25519 key")
    public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    signed = private.sign(_message(folder, skill))
    lines = [_HEAD, *(base64.b64encode(each).decode() for each in (public, signed))]
    (folder / FILE).write_text("\n".join(lines) + "\n", "ascii")
    return Signature("good", _fingerprint(public))


def signature_of(folder: Path, skill: Skill) -> Signature:
    """Whether the skill in a folder is signed, and by whom."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    path = folder / FILE
    if not path.is_file():
        return Signature("none")
    try:
        head, public, signed = path.read_bytes()[:1000].decode("ascii").split()
        key = base64.b64decode(public, validate=True)
        if head != _HEAD:
            return Signature("broken")
        Ed25519PublicKey.from_public_bytes(key).verify(
            base64.b64decode(signed, validate=True), _message(folder, skill)
        )
    except (ValueError, InvalidSignature, OSError):
        return Signature("broken")
    return Signature("good", _fingerprint(key))


def _message(folder: Path, skill: Skill) -> bytes:
    return f"{_HEAD}:{skill.name}:{digest(skill, folder)}".encode()


def _fingerprint(public: bytes) -> str:
    return hashlib.sha256(public).hexdigest()[:16]
