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
    what: tuple[int, int]


@dataclass
class OwnInput:
    """The announced events of one display. Thread-safe."""

    _expected: deque[_Announced] = field(default_factory=lambda: deque(maxlen=_MOST))
    _held: set[int] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def announce(self, kind: int, detail: int) -> None:
        """An event will be sent now.

        Args:
            kind: X event code; movements of the pointer are nobody's.
            detail: key code or button.
        """
        if kind == MOTION:
            return
        with self._lock:
            self._expected.append(_Announced(self._drop_old(), (kind, detail)))

    def forget(self) -> None:
        """Somebody begins to listen: what was announced before is not heard any more."""
        with self._lock:
            self._expected.clear()
            self._held.clear()

    def claims(self, kind: int, detail: int) -> bool:
        """Whether an event that the XTEST device gave was announced; each counts once.

        A key that was announced and is held down goes on repeating.
        """
        wanted = (kind, detail)
        with self._lock:
            self._drop_old()
            found = next((each for each in self._expected if each.what == wanted), None)
            if found is None:
                return kind == KEY_PRESS and detail in self._held
            self._expected.remove(found)
            if kind == KEY_PRESS:
                self._held.add(detail)
            elif kind == KEY_RELEASE:
                self._held.discard(detail)
            return True

    def _drop_old(self) -> float:
        """Drop what no longer comes: nobody listened then, or it was another display's."""
        now = time.monotonic()
        while self._expected and now - self._expected[0].when > _FORGOTTEN:
            self._expected.popleft()
        return now


_displays: dict[str, OwnInput] = {}
_lock = threading.Lock()


def own_input(display: str) -> OwnInput:
    """What is announced on a display of this name; one object for all of this process."""
    with _lock:
        return _displays.setdefault(display, OwnInput())
