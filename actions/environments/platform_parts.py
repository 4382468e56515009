"""The backends of the desktop that this process runs on, whatever its platform.

Those for Windows and macOS have not yet been run on a real machine.
"""

from __future__ import annotations

import sys
from contextlib import ExitStack

from actions.environments.desktop_parts import Parts, x11_parts
from actions.errors import EnvironmentUnavailable
from perception.platforms.interface import PlatformGone
from perception.platforms.session import DesktopSession


def parts_for(session: DesktopSession) -> Parts:
    """The backends of a desktop, chosen by the platform.

    Raises:
        EnvironmentUnavailable: the desktop cannot be reached; the message says what to do.
    """
    if sys.platform == "win32":
        return windows_parts(session)
    if sys.platform == "darwin":
        return mac_parts(session)
    if session.variables.get("WAYLAND_DISPLAY") and not session.private:
        from actions.environments.wayland_parts import wayland_parts

        return wayland_parts(session)
    return x11_parts(session)


def windows_parts(session: DesktopSession) -> Parts:
    """The backends of the Windows desktop of this process.

    Raises:
        EnvironmentUnavailable: this is not Windows, or it is too old.
    """
    from actions.input.win import WinInput
    from actions.window_control.win import WinWindowControl
    from perception.platforms.uia import UiaTree
    from perception.platforms.uia_com import Uia
    from perception.platforms.win import WinWindows
    from perception.platforms.win_user32 import User32
    from perception.screen import MssCapture

    with ExitStack() as opened:
        try:
            user32 = User32()  # first: it makes coordinates true before anything is measured
            windows = WinWindows(user32)
            opened.callback(windows.close)
            tree = UiaTree(Uia(), user32, windows)
            opened.callback(tree.close)
            capture = MssCapture(session)
        except PlatformGone as failure:
            raise EnvironmentUnavailable(str(failure)) from failure
        hands = WinInput(user32)
        opened.pop_all()
    return Parts(
        windows=windows,
        tree=tree,
        capture=capture,
        input=hands,
        control=WinWindowControl(user32, hands),
        second_tree=lambda: UiaTree(Uia(), user32, windows),
    )


def mac_parts(session: DesktopSession) -> Parts:
    """The backends of the Mac desktop of this process.

    Raises:
        EnvironmentUnavailable: this is not macOS, or a permission is not given; the message says
            where it is given.
    """
    from actions.input.mac import MacInput
    from actions.window_control.mac import MacWindowControl
    from perception.platforms.ax import AxTree
    from perception.platforms.ax_pyobjc import Ax
    from perception.platforms.mac import MacWindows
    from perception.platforms.mac_capture import MacCapture
    from perception.platforms.mac_quartz import WindowServer
    from perception.screen import MssCapture

    with ExitStack() as opened:
        try:
            quartz, ax = WindowServer(), Ax()
            windows = MacWindows(quartz, ax)
            opened.callback(windows.close)
            tree = AxTree(ax, quartz, windows)
            opened.callback(tree.close)
            capture = MacCapture(MssCapture(session), quartz, lambda: windows.space)
            opened.callback(capture.close)
        except PlatformGone as failure:
            raise EnvironmentUnavailable(str(failure)) from failure
        hands = MacInput(quartz, lambda: windows.space)
        opened.pop_all()
    return Parts(
        windows=windows,
        tree=tree,
        capture=capture,
        input=hands,
        control=MacWindowControl(ax, quartz, windows),
        second_tree=lambda: AxTree(Ax(), quartz, windows),
    )
