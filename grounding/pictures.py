"""The pictures of anchors, by the names that skills call them.

A name is the beginning of the SHA-256 of the file, so that it means the same picture in all skills.
Whoever opens a skill keeps its pictures here; whoever finds an element asks for them.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections import OrderedDict

_NAME = re.compile(r"anchors/([0-9a-f]{8,64})\.png")
_MOST_BYTES = 64_000_000


class Pictures:
    """Keeps the pictures that were used last. Threads may share it."""

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._most = most_bytes
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def keep(self, png: bytes, name: str = "") -> str:
        """Keep a picture; what it is called.

        Args:
            png: the file.
            name: that it goes by; "": one is made.

        Raises:
            ValueError: the name is not that of this picture.
        """
        digest = hashlib.sha256(png).hexdigest()
        name = name or f"anchors/{digest[:32]}.png"
        found = _NAME.fullmatch(name)
        if found is None or not digest.startswith(found[1]):
            raise ValueError(f"{name} is not what this picture is called")
        with self._lock:
            self._bytes += len(png) - len(self._kept.pop(name, b""))
            self._kept[name] = png
            while self._bytes > self._most and len(self._kept) > 1:
                self._bytes -= len(self._kept.popitem(last=False)[1])
        return name

    def get(self, name: str) -> bytes | None:
        """The picture of this name, if it is kept."""
        with self._lock:
            if name in self._kept:
                self._kept.move_to_end(name)
            return self._kept.get(name)


PICTURES = Pictures()
