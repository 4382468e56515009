"""Pictures of a screen, and whether it is at rest. The only door to mss."""

from __future__ import annotations

import sys
import threading
import time
from typing import TYPE_CHECKING, Any

from perception import imaging
from perception.geometry import Box, Size
from perception.platforms.interface import CaptureFailed, PlatformGone
from perception.platforms.session import DesktopSession
from perception.screenshot import Screenshot

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]  # height, width, 4: blue, green, red, unused

TILE = 32  # pixels: the side of the squares that are compared
_LOOK = 0.05  # seconds between two looks
_BLINKING = 3  # tiles: so few that change to and fro are a caret, a clock, a spinner
_FEW = 12  # tiles that may go on changing without the screen counting as restless


class MssCapture:
    """Implements `ScreenCapture`. Used by one thread.

    Args:
        session: of the display.

    Raises:
        PlatformGone: there is no display.
    """

    def __init__(self, session: DesktopSession) -> None:
        self._session = session
        self._mss: Any = _open(session)
        self._closed = False

    def grab(self, region: Box | None = None) -> Screenshot:
        """The virtual screen or a region of it as PNG; see `ScreenCapture.grab`."""
        pixels = self.pixels(region)
        height, width = pixels.shape[:2]
        return Screenshot(imaging.png(pixels), Size(width, height))

    def pixels(self, region: Box | None = None) -> Pixels:
        """The same, as an array of blue, green, red and an unused byte.

        Raises:
            PlatformGone: the display is gone.
            CaptureFailed: it gave no picture, or an empty one.
        """
        import numpy as np

        if self._closed:
            raise PlatformGone("the screen is no longer looked at")
        area = self._area(region)
        try:
            shot = self._mss.grab(area)
        except Exception as failure:  # noqa: BLE001 - mss has several kinds, ctypes' among them
            self._renew(failure)
            shot = self._mss.grab(self._area(region))
        pixels = np.frombuffer(shot.raw, np.uint8)
        if shot.width <= 0 or shot.height <= 0 or not pixels.size:
            raise CaptureFailed("the screen gave an empty picture")
        return pixels.reshape(shot.height, shot.width, 4)

    def stable(self, limit: float, quiet: float) -> bool:
        """Wait until the picture rests; see `ScreenCapture.stable`.

        What changes over and over in the same few tiles, as a caret does, does not count.
        """
        import numpy as np

        end = time.monotonic() + limit
        before = self.pixels()
        changed_at = time.monotonic()
        often: dict[tuple[int, int], int] = {}
        while True:
            if time.monotonic() - changed_at >= quiet:
                return True
            if time.monotonic() + _LOOK > end:
                return False
            time.sleep(_LOOK)
            now = self.pixels()
            for tile in changed_tiles(before, now):
                often[tile] = often.get(tile, 0) + 1
                if often[tile] <= _BLINKING or len(often) > _FEW:
                    changed_at = time.monotonic()
            before = now if now.shape == before.shape else np.array(now)

    def close(self) -> None:
        """Let go of the display."""
        if not self._closed:
            self._closed = True
            self._mss.close()

    def _area(self, region: Box | None) -> dict[str, int]:
        whole = self._mss.monitors[0]
        if region is None:
            return dict(whole)
        left, top = int(region.x), int(region.y)
        right, bottom = -int(-region.right // 1), -int(-region.bottom // 1)
        left, top = max(left, whole["left"]), max(top, whole["top"])
        right = min(right, whole["left"] + whole["width"])
        bottom = min(bottom, whole["top"] + whole["height"])
        if right <= left or bottom <= top:
            raise CaptureFailed("the region lies outside the screen")
        return {"left": left, "top": top, "width": right - left, "height": bottom - top}

    def _renew(self, failure: Exception) -> None:
        """Begin anew after a failure: the screen may have another size now.

        Raises:
            PlatformGone: the display is gone.
        """
        try:
            self._mss.close()
            self._mss = _open(self._session)
        except PlatformGone:
            raise
        except Exception as again:  # noqa: BLE001 - see above
            raise PlatformGone(f"the screen cannot be pictured ({again})") from failure


def changed_tiles(before: Pixels, after: Pixels) -> list[tuple[int, int]]:
    """Which tiles differ: their columns and rows. All, if the pictures differ in size.

    >>> import numpy as np
    >>> one = np.zeros((64, 64, 4), np.uint8); two = one.copy(); two[40, 5] = 9
    >>> changed_tiles(one, two)
    [(0, 1)]
    """
    import numpy as np

    height, width = after.shape[:2]
    across, down = -(-width // TILE), -(-height // TILE)
    if before.shape != after.shape:
        return [(column, row) for row in range(down) for column in range(across)]
    if np.array_equal(before, after):
        return []
    rows = np.flatnonzero((before != after).any(axis=(1, 2))) // TILE
    found = []
    for row in np.unique(rows):
        part = slice(int(row) * TILE, (int(row) + 1) * TILE)
        columns = np.flatnonzero((before[part] != after[part]).any(axis=(0, 2))) // TILE
        found += [(int(column), int(row)) for column in np.unique(columns)]
    return found


_OPENING = threading.Lock()


def _open(session: DesktopSession) -> Any:
    """An mss of the session's display.

    libX11 and libxcb look for the display's cookie where the variable XAUTHORITY of this process
    says, so it is set while they do.
    """
    import os

    import mss

    if sys.platform == "darwin":
        import mss.darwin

        # By default it makes pictures of one pixel for a point.
        mss.darwin.IMAGE_OPTIONS &= ~mss.darwin.kCGWindowImageNominalResolution
    with _OPENING:
        before = os.environ.get("XAUTHORITY")
        if session.authority:
            os.environ["XAUTHORITY"] = session.authority
        try:
            return mss.MSS(display=session.display) if session.display else mss.MSS()
        except Exception as failure:  # its own kinds, and those of ctypes where libraries lack
            raise PlatformGone(f"the screen cannot be pictured ({failure})") from failure
        finally:
            if before is None:
                os.environ.pop("XAUTHORITY", None)
            else:
                os.environ["XAUTHORITY"] = before
