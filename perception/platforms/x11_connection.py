"""Connecting to an X display with the cookie of its session."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xcffib
import xcffib.randr
import xcffib.xproto

from perception.geometry import Box
from perception.platforms.interface import PlatformGone
from perception.platforms.session import DesktopSession

_COOKIE = b"MIT-MAGIC-COOKIE-1"


def open_display(session: DesktopSession) -> Any:
    """A connection to the session's X display: an `xcffib.Connection`. The caller disconnects.

    Raises:
        PlatformGone: there is no display, or it does not let us in.
    """
    if not session.display:
        raise PlatformGone("there is no X display")
    cookie = read_cookie(Path(session.authority)) if session.private else None
    try:
        if cookie is None:
            return xcffib.Connection(display=session.display)  # type: ignore[no-untyped-call]
        return _open_with(session.display, cookie)
    except xcffib.ConnectionException as failure:
        raise PlatformGone(f"the X display {session.display} does not let us in") from failure


def _open_with(display: str, cookie: bytes) -> Any:
    """As `xcffib.connect(auth=...)`, which frees the cookie before it is used (1.13)."""
    library: Any = xcffib
    ffi, lib = library.ffi, library.lib
    name, data = ffi.new("char[]", _COOKIE), ffi.new("char[]", cookie)
    auth = ffi.new("xcb_auth_info_t *")
    auth.name, auth.namelen = name, len(_COOKIE)
    auth.data, auth.datalen = data, len(cookie)
    pointer = lib.xcb_connect_to_display_with_auth_info(display.encode(), auth, ffi.NULL)
    if lib.xcb_connection_has_error(pointer):
        lib.xcb_disconnect(pointer)
        raise library.ConnectionException(0)
    return library.wrap(int(ffi.cast("uintptr_t", pointer)))


def raw_connection(connection: Any) -> int:
    """The address of libxcb's own object, for other libraries that speak to it."""
    library: Any = xcffib
    return int(library.ffi.cast("uintptr_t", connection._conn))


def reply_bytes(unpacker: Any) -> bytes:
    """A whole reply as it came, of what `Connection.wait_for_reply` gives."""
    library: Any = xcffib
    return bytes(library.ffi.buffer(unpacker.cdata, unpacker.known_max))


def set_monitors(session: DesktopSession, boxes: Sequence[Box]) -> None:
    """Divide the screen of an X server without monitors (Xvfb) into several, by RandR 1.5.

    Raises:
        PlatformGone: there is no display.
    """
    connection = open_display(session)
    try:
        randr = connection(xcffib.randr.key)
        root = connection.get_setup().roots[0].root
        outputs = randr.GetScreenResources(root).reply().outputs
        for number, box in enumerate(boxes):
            name = f"monitor-{number + 1}"
            atom = connection.core.InternAtom(False, len(name), name).reply().atom
            mine = list(outputs) if number == 0 else []
            info = xcffib.randr.MonitorInfo.synthetic(  # type: ignore[no-untyped-call, call-arg]  # its types are wrong
                atom, number == 0, False, len(mine),
                *(int(each) for each in box), int(box.width / 4), int(box.height / 4), mine,
            )  # fmt: skip
            randr.SetMonitor(root, info, is_checked=True).check()
    finally:
        connection.disconnect()


def read_cookie(path: Path) -> bytes | None:
    """The first magic cookie in an Xauthority file; None if there is none to be had.

    Only for files that Deskhand wrote, where it fits any display. Elsewhere libxcb itself picks
    the right one.
    """
    try:
        data = path.read_bytes()
    except OSError:
        return None
    at = 2
    fields = []
    for _ in range(4):
        length = int.from_bytes(data[at : at + 2], "big")
        fields.append(data[at + 2 : at + 2 + length])
        at += 2 + length
    return fields[3] if fields[2] == _COOKIE else None
