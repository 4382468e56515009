"""What Deskhand itself is about to do to the mouse and keyboard of a display.

Whoever injects input announces each event before it is sent; whoever listens to the display asks
whether an event was announced. Only what comes from the XTEST device can be Deskhand's; a person
who looks through VNC, or a test that plays a person, comes from there too and is not announced.

What another process of Deskhand does on the same display is not known here.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import dataclass, field
from typing import NamedTuple

_FORGOTTEN = 5.0  # seconds after which an announced event no longer comes
_MOST = 20_000

KEY_PRESS, KEY_RELEASE, BUTTON_PRESS, BUTTON_RELEASE, MOTION = 2, 3, 4, 5, 6  # X event codes


class _Announced(NamedTuple):
    when: float
    what: tuple[int, ...]


@dataclass
class OwnInput:
    """The announced events of one display. Thread-safe."""

    _expected: deque[_Announced] = field(default_factory=lambda: deque(maxlen=_MOST))
    _held: set[int] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def announce(self, kind: int, detail: int, x: int = 0, y: int = 0) -> None:
        """An event will be sent now.

        Args:
            kind: X event code.
            detail: key code or button.
            x: of a motion, in pixels of the screen.
            y: likewise.
        """
        with self._lock:
            now = time.monotonic()
            while self._expected and now - self._expected[0].when > _FORGOTTEN:
                self._expected.popleft()
            self._expected.append(_Announced(now, _key(kind, detail, x, y)))

    def claims(self, kind: int, detail: int, x: int, y: int) -> bool:
        """Whether an event that the XTEST device gave was announced; each counts once.

        A key that was announced and is held down goes on repeating.
        """
        wanted = _key(kind, detail, x, y)
        with self._lock:
            found = next((each for each in self._expected if each.what == wanted), None)
            if found is None:
                return kind == KEY_PRESS and detail in self._held
            self._expected.remove(found)
            if kind == KEY_PRESS:
                self._held.add(detail)
            elif kind == KEY_RELEASE:
                self._held.discard(detail)
            return True


def _key(kind: int, detail: int, x: int, y: int) -> tuple[int, ...]:
    return (kind, x, y) if kind == MOTION else (kind, detail)


_displays: dict[str, OwnInput] = {}
_lock = threading.Lock()


def own_input(display: str) -> OwnInput:
    """What is announced on a display of this name; one object for all of this process."""
    with _lock:
        return _displays.setdefault(display, OwnInput())
