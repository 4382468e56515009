"""Pictures of a Mac's screen in environment pixels. Not yet run on a real machine.

mss counts in points there, over displays of different scales. Each display is pictured by itself,
brought to its physical size and laid where it lies in environment pixels.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from perception import imaging
from perception.geometry import Box, Size
from perception.platforms.ax_windows import explained
from perception.platforms.interface import CaptureFailed
from perception.platforms.mac_api import QuartzApi
from perception.platforms.mac_space import MacSpace
from perception.screenshot import Screenshot

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]  # height, width, 4: blue, green, red, unused


class PointsCapture(Protocol):
    """What `perception.screen.MssCapture` is there: it counts in points."""

    def pixels(self, region: Box | None = None) -> Pixels:
        """A region in points, in as many pixels as macOS gives for it."""

    def stable(self, limit: float, quiet: float) -> bool:
        """See `ScreenCapture.stable`."""

    def close(self) -> None:
        """Let go."""


class MacCapture:
    """Implements `ScreenCapture`. Used by one thread.

    Args:
        capture: pictures regions in points.
        api: knows whether that is allowed.
        space: tells how the displays lie now.
    """

    def __init__(
        self, capture: PointsCapture, api: QuartzApi, space: Callable[[], MacSpace]
    ) -> None:
        self._capture = capture
        self._api = api
        self._space = space

    def grab(self, region: Box | None = None) -> Screenshot:
        """The virtual screen or a region of it as PNG; see `ScreenCapture.grab`."""
        pixels = self.pixels(region)
        height, width = pixels.shape[:2]
        return Screenshot(imaging.png(pixels), Size(width, height))

    def pixels(self, region: Box | None = None) -> Pixels:
        """The same, as an array of blue, green, red and an unused byte.

        Raises:
            PlatformGone: there is no display.
            CaptureFailed: it is not allowed, or the region lies outside the screen.
        """
        import numpy as np

        # Without the permission macOS gives the wallpaper alone, as if no window were open.
        if not self._api.may_record():
            raise CaptureFailed(explained("Screen & System Audio Recording"))
        space = self._space()
        whole = space.screen
        area = whole if region is None else _outer(region).intersection(whole)
        if area.area <= 0:
            raise CaptureFailed("the region lies outside the screen")
        picture: Pixels = np.zeros((int(area.height), int(area.width), 4), np.uint8)
        for display in space.displays:
            there = space.pixels_of(display)
            part = there.intersection(area)
            if part.area <= 0:
                continue
            shown = _resized(self._capture.pixels(display.box), there)
            x, y = int(part.x - there.x), int(part.y - there.y)
            across, down = int(part.x - area.x), int(part.y - area.y)
            width, height = int(part.width), int(part.height)
            picture[down : down + height, across : across + width] = shown[
                y : y + height, x : x + width
            ]
        return picture

    def stable(self, limit: float, quiet: float) -> bool:
        """Wait until the picture rests; see `ScreenCapture.stable`."""
        if not self._api.may_record():
            raise CaptureFailed(explained("Screen & System Audio Recording"))
        return self._capture.stable(limit, quiet)

    def close(self) -> None:
        """Let go of it. Idempotent."""
        self._capture.close()


def _outer(box: Box) -> Box:
    """The box on whole pixels, none of it cut off."""
    left, top = int(box.x // 1), int(box.y // 1)
    return Box(left, top, -int(-box.right // 1) - left, -int(-box.bottom // 1) - top)


def _resized(pixels: Pixels, box: Box) -> Pixels:
    """A picture at another size, each pixel that of the place it comes from."""
    import numpy as np

    height, width = pixels.shape[:2]
    if (height, width) == (int(box.height), int(box.width)):
        return pixels
    rows = np.arange(int(box.height)) * height // int(box.height)
    columns = np.arange(int(box.width)) * width // int(box.width)
    resized: Pixels = pixels[rows[:, None], columns]
    return resized
