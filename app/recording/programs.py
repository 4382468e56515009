"""The programs that have a window on this desktop, for a person who says what may be recorded."""

from __future__ import annotations

import os
from collections.abc import Mapping

from actions.errors import EnvironmentUnavailable


def programs_here() -> Mapping[str, str]:
    """Programs, by the name under which they may be recorded, to the title of a window of theirs.

    Deskhand's own windows are not among them; none are where the desktop cannot be reached.
    """
    from actions.environments.desktop import DesktopEnvironment, DesktopOptions
    from perception.platforms.interface import PlatformGone

    found: dict[str, str] = {}
    try:
        environment = DesktopEnvironment(DesktopOptions(pixels=None))
    except EnvironmentUnavailable:
        return found
    try:
        for window in environment.parts.windows.windows():
            ours = window.pid == os.getpid() or window.override
            if window.application and window.kind in ("normal", "dialog") and not ours:
                found.setdefault(window.application, window.title)
    except PlatformGone:
        return found
    finally:
        environment.close()
    return found
