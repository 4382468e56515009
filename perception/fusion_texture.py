"""What is not to be taken for a control because it is a part of a photograph or a painted ground.

Controls stand on even ground, or in a frame. In a photograph, behind the menu of a game say, even
spots and marks are everywhere, and so are edges around them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from perception import imaging
from perception.geometry import Box

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]

_STEP = 6  # of 255: what still counts as an edge
_NEAR, _FAR = 2, 7  # pixels around a box: the ring that is looked at
_BUSY = 0.45  # of the ring's pixels that are edges


class Ground:
    """The ground that things in a picture stand on.

    Args:
        pixels: height, width, 3 or 4 channels, blue green red.
        scale: how large controls are, compared with those of an unscaled screen.
    """

    def __init__(self, pixels: Pixels, scale: float = 1.0) -> None:
        self._edges = imaging.edges(imaging.grey(pixels), _STEP) > 0
        self._scale = scale

    def busy(self, box: Box) -> bool:
        """Whether there are edges everywhere around a box, in pixels of the picture."""
        outer, inner = self._around(box, _FAR), self._around(box, _NEAR)
        pixels = outer.size - inner.size
        return pixels > 0 and (int(outer.sum()) - int(inner.sum())) / pixels > _BUSY

    def _around(self, box: Box, margin: float) -> NDArray[np.bool_]:
        margin *= self._scale
        top, left = max(int(box.y - margin), 0), max(int(box.x - margin), 0)
        return self._edges[top : int(box.bottom + margin), left : int(box.right + margin)]
