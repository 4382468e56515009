"""A desktop notification, by the freedesktop.org specification 1.3."""

from __future__ import annotations

import struct

from perception.platforms.dbus import Bus, Call, Failed, text
from perception.platforms.interface import PlatformGone

_NAME = "org.freedesktop.Notifications"
_PATH = "/org/freedesktop/Notifications"


def notify(address: str, title: str, body: str, *, urgent: bool = False) -> bool:
    """Show a notification; whether somebody shows such.

    Args:
        address: of the session's bus.
        title: in a line.
        body: plain text.
        urgent: it stays until it is seen.
    """
    if not address:
        return False
    try:
        bus = Bus(address)
    except (PlatformGone, OSError):
        return False
    try:
        call = Call(_NAME, _PATH, _NAME, "Notify", "susssasa{sv}i", _body(title, body, urgent))
        return not isinstance(bus.call(call), Failed)
    except (PlatformGone, OSError):
        return False
    finally:
        bus.close()


def _body(title: str, body: str, urgent: bool) -> bytes:
    """The arguments, packed: program, replaces, icon, title, body, actions, hints, milliseconds."""
    packed = _padded(text("Deskhand"), 4) + struct.pack("<I", 0)
    for each in ("", title, body.replace("&", "&amp;").replace("<", "&lt;")):
        packed = _padded(packed, 4) + text(each)
    packed = _padded(packed, 4) + struct.pack("<I", 0)  # no actions
    hint = _padded(text("urgency"), 1) + b"\x01y\0" + bytes([2 if urgent else 1])
    packed += struct.pack("<I", len(hint))
    packed = _padded(packed, 8) + hint
    return _padded(packed, 4) + struct.pack("<i", -1)


def _padded(data: bytes, to: int) -> bytes:
    return data + b"\0" * (-len(data) % to)
