"""What an icon looks like, as numbers that can be compared.

An icon becomes the strength of its ink (how far each pixel is from what is behind it), fitted into
a square. Of that, three things are kept: the ink itself, blurred; in which directions its edges run
in each part (as in Dalal and Triggs, "Histograms of Oriented Gradients for Human Detection", 2005);
and, as a small part, its colours. So it matters little whether a theme is light or dark, how large
an icon is drawn, or in which single colour.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from perception import imaging

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]
    Shape = NDArray[np.float32]

SIZE = 24  # pixels: the square into which the ink is fitted
_MARGIN = 2  # of these, white on each side
_CELLS = 4  # parts of the square in each direction, for edges and colours
_DIRECTIONS = 8
_INKED = 0.25  # of the strongest ink: what counts for where the icon begins and ends
_FAINT = 24  # shades from the background, below which nothing is drawn
_WEIGHTS = (0.45, 0.43, 0.12)  # of ink, edges and colours
LENGTH = 144 + _CELLS * _CELLS * _DIRECTIONS + _CELLS * _CELLS * 2


def described(pixels: Pixels) -> Shape | None:
    """The numbers of an icon; None if nothing, or no icon, is drawn there.

    Args:
        pixels: height, width, 3 or 4 channels in the order blue, green, red; the icon, and what is
            behind it on all sides.

    Returns:
        `LENGTH` numbers, as a vector of length 1: the inner product of two says how alike they are,
        up to 1.
    """
    import numpy as np

    colours = pixels[:, :, :3].astype(np.float32)
    if min(colours.shape[:2]) < 5:
        return None
    ground = _background(colours)
    far = np.abs(colours - ground).max(axis=2)
    _clear_frame(far)
    strongest = float(far.max())
    if strongest < _FAINT:
        return None
    inked = far > _INKED * strongest
    columns, rows = np.flatnonzero(inked.any(axis=0)), np.flatnonzero(inked.any(axis=1))
    left, right = int(columns[0]), int(columns[-1]) + 1
    top, bottom = int(rows[0]), int(rows[-1]) + 1
    if max(right - left, bottom - top) < 5:
        return None
    part = slice(top, bottom), slice(left, right)
    ink = _fitted(np.minimum(far[part] / strongest, 1.0))
    away = _fitted((colours - ground)[part] / 255.0)
    return _joined(ink, away)


def _background(colours: NDArray[np.float32]) -> NDArray[np.float32]:
    """The colour behind an icon: what is commonest on the border of the picture."""
    import numpy as np

    border = np.concatenate((colours[0], colours[-1], colours[:, 0], colours[:, -1]))
    return np.asarray(np.median(border, axis=0), np.float32)


def _clear_frame(far: NDArray[np.float32]) -> None:
    """Take away the lines of a frame that run along the border, all the way."""
    height, width = far.shape
    depth = max(min(height, width) // 8, 1)
    lying, standing = (far > _FAINT).mean(axis=1), (far > _FAINT).mean(axis=0)
    for at in (*range(depth), *range(height - depth, height)):
        if lying[at] > 0.9:
            far[at] = 0
    for at in (*range(depth), *range(width - depth, width)):
        if standing[at] > 0.9:
            far[:, at] = 0


def _fitted(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """A picture fitted into the middle of the square, its proportions kept."""
    import numpy as np

    height, width = values.shape[:2]
    inner = SIZE - 2 * _MARGIN
    factor = inner / max(height, width)
    across, down = max(round(width * factor), 1), max(round(height * factor), 1)
    found = np.zeros((SIZE, SIZE, *values.shape[2:]), np.float32)
    x, y = (SIZE - across) // 2, (SIZE - down) // 2
    found[y : y + down, x : x + across] = imaging.fitted(values, across, down)
    return found


def _joined(ink: NDArray[np.float32], away: NDArray[np.float32]) -> Shape:
    import numpy as np

    soft = imaging.blurred(ink, 0.9)
    coarse = soft.reshape(SIZE // 2, 2, SIZE // 2, 2).mean(axis=(1, 3))
    parts = (_unit((coarse - coarse.mean()).ravel()), _edges(soft), _colours(away))
    weighted = [part * np.sqrt(w) for part, w in zip(parts, _WEIGHTS, strict=True)]
    return _unit(np.concatenate(weighted).astype(np.float32))


def _edges(soft: NDArray[np.float32]) -> NDArray[np.float32]:
    """How much edge runs in each direction, in each cell."""
    import numpy as np

    down, across = np.gradient(soft)
    strength = np.hypot(down, across)
    turned = (np.arctan2(down, across) % np.pi) / np.pi * _DIRECTIONS
    low = np.floor(turned).astype(np.int64)
    share = turned - low
    side = SIZE // _CELLS
    rows, columns = np.indices(soft.shape) // side
    cell = (rows * _CELLS + columns) * _DIRECTIONS
    places = np.concatenate((cell + low % _DIRECTIONS, cell + (low + 1) % _DIRECTIONS))
    shares = np.concatenate((strength * (1 - share), strength * share))
    found = np.bincount(places.ravel(), shares.ravel(), _CELLS * _CELLS * _DIRECTIONS)
    return _unit(np.sqrt(found).astype(np.float32))


def _colours(away: NDArray[np.float32]) -> NDArray[np.float32]:
    """In each cell how far the ink is from grey, towards red or green and yellow or blue."""
    import numpy as np

    blue, green, red = away[:, :, 0], away[:, :, 1], away[:, :, 2]
    planes = np.stack((red - green, (red + green) / 2 - blue))
    side = SIZE // _CELLS
    cells = planes.reshape(2, _CELLS, side, _CELLS, side).mean(axis=(2, 4)).ravel()
    strength = float(np.linalg.norm(cells))
    # An icon in grey says nothing of colours: it may be drawn in any.
    return np.asarray(_unit(cells) if strength > 0.15 else cells * 0, np.float32)


def _unit(values: NDArray[np.float32]) -> NDArray[np.float32]:
    import numpy as np

    length = float(np.linalg.norm(values))
    return np.asarray(values / length if length > 0 else values, np.float32)
