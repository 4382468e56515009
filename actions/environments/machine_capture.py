"""Pictures of a machine's screen, in the pixels that it is clicked in."""

from __future__ import annotations

import struct
import time
from typing import TYPE_CHECKING

from actions.environments.machine_http import MachineFault, MachineGone
from actions.environments.machine_look import Look
from actions.environments.machine_windows import MachineWindows
from perception import imaging
from perception.geometry import Box, Size
from perception.platforms.interface import CaptureFailed, PlatformGone
from perception.screen import changed_tiles
from perception.screenshot import Screenshot

if TYPE_CHECKING:
    from perception.imaging import Pixels

_LARGEST = 16_384  # pixels of a side
_LOOK = 0.1  # seconds between two pictures
_BLINKING = 3  # tiles: so few that change are a caret or a clock


def size_of(data: bytes) -> Size:
    """The size of a PNG or JPEG that is all there, without decoding it.

    Raises:
        ValueError: it is neither, is cut off, or is larger than any screen.
    """
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        if data[12:16] != b"IHDR" or b"IEND" not in data[-16:]:
            raise ValueError("the picture is cut off")
        size = Size(*struct.unpack(">II", data[16:24]))
    elif data.startswith(b"\xff\xd8\xff"):
        if b"\xff\xd9" not in data[-64:]:
            raise ValueError("the picture is cut off")
        size = _jpeg_size(data)
    else:
        raise ValueError("it is no PNG and no JPEG")
    if not (0 < size.width <= _LARGEST and 0 < size.height <= _LARGEST):
        raise ValueError(f"a picture of {size.width:g} by {size.height:g} is of no screen")
    return size


def _jpeg_size(data: bytes) -> Size:
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        kind, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if 0xC0 <= kind <= 0xCF and kind not in (0xC4, 0xC8, 0xCC):
            high, wide = struct.unpack(">HH", data[at + 5 : at + 9])
            return Size(wide, high)
        at += 2 + max(length, 2)
    raise ValueError("the picture has no size")


def picture(data: bytes, screen: Size) -> Pixels:
    """A picture of the screen as an array, 1:1 in the pixels that the screen is clicked in.

    Args:
        data: PNG or JPEG.
        screen: how large the screen is; a picture of another size is resized.

    Raises:
        ValueError: it is no picture.
    """
    size_of(data)
    pixels = imaging.decoded(data)
    height, width = pixels.shape[:2]
    if (width, height) != (round(screen.width), round(screen.height)):
        pixels = imaging.resized(pixels, screen)
    return pixels


class MachineCapture:
    """Implements `ScreenCapture`. Used by one thread."""

    def __init__(self, look: Look, windows: MachineWindows) -> None:
        self._look = look
        self._windows = windows
        self._last: tuple[bytes, Pixels] | None = None

    def grab(self, region: Box | None = None) -> Screenshot:
        """The screen, or a region of it; see `ScreenCapture.grab`."""
        screen = self._windows.screen().size
        if region is None or region.size == screen:
            data = self._data()
            try:
                if size_of(data) == screen and data.startswith(b"\x89PNG"):
                    return Screenshot(data, screen)
            except ValueError as failure:
                raise CaptureFailed(str(failure)) from failure
        pixels = self.pixels(region)
        height, width = pixels.shape[:2]
        return Screenshot(imaging.png(pixels), Size(width, height))

    def pixels(self, region: Box | None = None) -> Pixels:
        """The same as an array; raises likewise."""
        whole = self._pixels(again=False)
        if region is None:
            return whole
        screen = self._windows.screen()
        part = region.intersection(screen)
        if part.area <= 0:
            raise CaptureFailed("the region lies outside the screen")
        left, top = int(part.x), int(part.y)
        return whole[top : -int(-part.bottom // 1), left : -int(-part.right // 1)]

    def stable(self, limit: float, quiet: float) -> bool:
        """Wait until the picture rests; a picture takes longer than `quiet` does."""
        del quiet
        end = time.monotonic() + max(limit, _LOOK)
        before = self._pixels(again=True)
        while True:
            time.sleep(_LOOK)
            now = self._pixels(again=True)
            if len(changed_tiles(before, now)) <= _BLINKING:
                return True
            if time.monotonic() > end:
                return False
            before = now

    def close(self) -> None:
        """Nothing is held."""

    def _data(self, *, again: bool = False) -> bytes:
        try:
            return self._look.picture(again=again)
        except MachineGone as failure:
            raise PlatformGone(str(failure)) from failure
        except MachineFault as failure:
            raise CaptureFailed(str(failure)) from failure

    def _pixels(self, *, again: bool) -> Pixels:
        data = self._data(again=again)
        if self._last is not None and self._last[0] == data:
            return self._last[1]
        try:
            pixels = picture(data, self._windows.screen().size)
        except ValueError as failure:
            raise CaptureFailed(str(failure)) from failure
        self._last = data, pixels
        return pixels
