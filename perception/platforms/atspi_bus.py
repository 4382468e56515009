"""The accessibility bus of a desktop: where it is, and what happens on it."""

from __future__ import annotations

import threading

from perception.platforms.dbus import Bus, Call, Failed, numbers, texts
from perception.platforms.dbus import text as packed_text
from perception.platforms.interface import PlatformGone
from perception.platforms.session import DesktopSession

_EVENTS = (
    "object:state-changed",
    "object:children-changed",
    "object:text-changed",
    "object:property-change",
    "object:visible-data-changed",
    "object:selection-changed",
    "window",
)


def accessibility_address(session: DesktopSession) -> str:
    """The address of the accessibility bus; programs are told that somebody listens.

    Raises:
        PlatformGone: there is none; the message says what to do.
    """
    bus = Bus(session.bus)
    try:
        address = bus.call(
            Call("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress"), timeout=5.0
        )
        if not isinstance(address, str) or not address:
            why = address.message if isinstance(address, Failed) else "no address"
            raise PlatformGone(
                f"there is no accessibility bus ({why}); install at-spi2-core and log in again"
            )
        on = texts("org.a11y.Status", "IsEnabled") + b"\1b\0"
        on += b"\0" * (-len(on) % 4) + numbers(1)
        bus.call(
            Call(
                "org.a11y.Bus", "/org/a11y/bus", "org.freedesktop.DBus.Properties", "Set", "ssv", on
            )
        )
    finally:
        bus.close()
    return address


class Events:
    """Counts the events of all programs, on a thread that does nothing else.

    They must be taken in all the time: a bus drops who lets them pile up.
    """

    def __init__(self, address: str) -> None:
        self.count = 0
        self._ended = False
        self._bus = Bus(address, self._hear)
        calls = [
            Call(
                "org.a11y.atspi.Registry",
                "/org/a11y/atspi/registry",
                "org.a11y.atspi.Registry",
                "RegisterEvent",
                "s",
                packed_text(event),
            )
            for event in _EVENTS
        ]
        for kind in ("Object", "Window"):
            rule = f"type='signal',interface='org.a11y.atspi.Event.{kind}'"
            calls.append(
                Call(
                    "org.freedesktop.DBus",
                    "/org/freedesktop/DBus",
                    "org.freedesktop.DBus",
                    "AddMatch",
                    "s",
                    packed_text(rule),
                )
            )
        self._bus.calls(calls)
        self._thread = threading.Thread(target=self._listen, name="accessibility", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Hear no more."""
        self._ended = True
        self._bus.shut()
        self._thread.join(2)
        self._bus.close()

    def _hear(self, signal: tuple[str, str, str, str]) -> None:
        if signal[2] and signal[2].startswith("org.a11y.atspi.Event"):
            self.count += 1

    def _listen(self) -> None:
        try:
            while not self._ended:
                self._bus.wait(1.0)
        except PlatformGone:
            return  # whoever reads the trees next is told
