"""Which window of the window server is which element of AX. Not yet run on a real machine.

No public function of macOS tells, so they are matched by process, frame and title.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from perception.geometry import Box, Point, Size
from perception.platforms.ax_api import AxApi, AxGone, AxHandle
from perception.platforms.mac_api import QuartzWindow

_NEAR = 2.0  # points
_NAMES = (
    "AXRole", "AXSubrole", "AXTitle", "AXPosition", "AXSize", "AXMinimized", "AXModal",
    "AXFullScreen",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class AxWindow:
    """A window, as AX tells of it; its box in points."""

    handle: AxHandle
    title: str
    subrole: str
    box: Box
    minimized: bool
    modal: bool
    full_screen: bool


def windows_of(api: AxApi, pid: int) -> tuple[AxWindow, ...]:
    """The windows of a program on this space, front first.

    Raises:
        AxSilent: it does not answer.
        AxDenied: the permission is not given.
    """
    try:
        found = api.values(api.application(pid), ("AXWindows",)).get("AXWindows", ())
    except AxGone:
        return ()
    windows = []
    for handle in found if isinstance(found, tuple) else ():
        if not isinstance(handle, AxHandle):
            continue
        try:
            windows.append(told(api, handle))
        except AxGone:
            continue
    return tuple(windows)


def told(api: AxApi, handle: AxHandle) -> AxWindow:
    """A window as it is now.

    Raises:
        AxGone, AxSilent, AxDenied: see there.
    """
    values = api.values(handle, _NAMES)
    return AxWindow(
        handle=handle,
        title=str(values.get("AXTitle", "")),
        subrole=str(values.get("AXSubrole", "")),
        box=box_of(values.get("AXPosition"), values.get("AXSize")) or Box(0, 0, 0, 0),
        minimized=bool(values.get("AXMinimized", False)),
        modal=bool(values.get("AXModal", False)),
        full_screen=bool(values.get("AXFullScreen", False)),
    )


def box_of(position: object, size: object) -> Box | None:
    """The box of AXPosition and AXSize; None without them."""
    if isinstance(position, Point) and isinstance(size, Size):
        return Box(*position, *size)
    return None


def match(windows: Sequence[QuartzWindow], elements: Sequence[AxWindow]) -> dict[int, AxWindow]:
    """For the windows of one program, by number, the element of each that has one."""
    found: dict[int, AxWindow] = {}
    left = list(elements)
    tests: tuple[Callable[[QuartzWindow, AxWindow], bool], ...] = (
        lambda window, element: _same_box(window, element) and window.title == element.title,
        _same_box,
        lambda window, element: bool(window.title) and window.title == element.title,
    )
    for test in tests:
        for window in windows:
            if window.number in found:
                continue
            fits = next((each for each in left if test(window, each)), None)
            if fits is not None:
                left.remove(fits)
                found[window.number] = fits
    return found


def element_of(api: AxApi, windows: Sequence[QuartzWindow], number: int) -> AxWindow | None:
    """The element of one window; None if it has none or is gone.

    Raises:
        AxSilent, AxDenied: see there.
    """
    window = next((each for each in windows if each.number == number), None)
    if window is None:
        return None
    same = [each for each in windows if each.pid == window.pid and each.layer == window.layer]
    return match(same, windows_of(api, window.pid)).get(number)


def explained(what: str) -> str:
    """What a person does to give a permission."""
    return (
        f'macOS has not given the permission "{what}" to the program that Deskhand runs in (the '
        f"terminal, or Deskhand itself): open System Settings > Privacy & Security > {what}, "
        "switch it on there, and start that program again"
    )


def _same_box(window: QuartzWindow, element: AxWindow) -> bool:
    pairs = zip(window.box, element.box, strict=True)
    return all(abs(one - other) <= _NEAR for one, other in pairs)
