"""How alike parts of pictures are, whatever their colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perception.imaging import opencv

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]
    Strokes = NDArray[np.float32]
    Sums = NDArray[np.float64]

Summit = tuple[int, int, float]

_FAINT = 4.0  # shades: gradients weaker than this are noise
_EMPTY = 0.15  # share of a patch's energy; places with less are compared as if they had that


def strokes(shades: Pixels, span: int = 17) -> Strokes:
    """How a picture's edges run, alike in light and dark colours: height, width, 2.

    The gradient with its angle doubled, so that an edge from dark to light is the same as one from
    light to dark (Granlund, "In search of a general picture processing operator", 1978), divided by
    the usual strength of gradients around, so that faint colours count like strong ones.

    Args:
        shades: height, width.
        span: pixels across which strength is compared.
    """
    import numpy as np

    cv2 = opencv()
    smooth = cv2.GaussianBlur(shades, (0, 0), 0.7)
    across = cv2.Sobel(smooth, cv2.CV_32F, 1, 0, scale=0.125)
    down = cv2.Sobel(smooth, cv2.CV_32F, 0, 1, scale=0.125)
    strength = cv2.magnitude(across, down)
    usual = cv2.sqrt(cv2.boxFilter(cv2.multiply(strength, strength), -1, (span, span)))
    by = 1.0 / ((strength + 1e-3) * (usual + _FAINT))
    doubled = ((across * across - down * down) * by, 2.0 * across * down * by)
    return np.asarray(cv2.merge(doubled), np.float32)


def halved(run: Strokes) -> Strokes:
    """Strokes at half the size."""
    import numpy as np

    height, width = run.shape[:2]
    cv2 = opencv()
    size = (max(width // 2, 1), max(height // 2, 1))
    return np.asarray(cv2.resize(run, size, interpolation=cv2.INTER_AREA), np.float32)


def energies(run: Strokes) -> Sums:
    """Sums of squares from the left upper corner, for `likeness`: height + 1, width + 1."""
    import numpy as np

    cv2 = opencv()
    squares = cv2.multiply(run[:, :, 0], run[:, :, 0])
    squares += cv2.multiply(run[:, :, 1], run[:, :, 1])
    return np.asarray(cv2.integral(squares, sdepth=cv2.CV_64F), np.float64)


def likeness(scene: Strokes, patch: Strokes, hollow: int = 0, sums: Sums | None = None) -> Strokes:
    """How like a patch each place of a scene is: -1 to 1, by the patch's left upper corner.

    Args:
        scene: of `strokes`.
        patch: of `strokes`, not larger than the scene.
        hollow: the width in pixels of the rim that is compared; 0 compares all of the patch.
        sums: `energies` of the scene, if they are known.
    """
    import numpy as np

    cv2 = opencv()
    height, width = patch.shape[:2]
    total = energies(scene) if sums is None else sums
    around = _sums(total, height, width)
    inner = (height - 2 * hollow, width - 2 * hollow)
    if hollow and min(inner) > 0:
        patch = patch.copy()
        patch[hollow:-hollow, hollow:-hollow] = 0
        middle = _sums(total, *inner)
        around -= middle[hollow : hollow + around.shape[0], hollow : hollow + around.shape[1]]
    own = float((patch * patch).sum())
    same = cv2.matchTemplate(scene, patch, cv2.TM_CCORR)
    # Where next to nothing is, nothing is alike.
    return np.asarray(same / np.sqrt(np.maximum(around, _EMPTY * own) * own + 1e-6), np.float32)


def _sums(total: Sums, height: int, width: int) -> Strokes:
    """The sum over each part of this size, by its left upper corner."""
    found = total[height:, width:] - total[:-height, width:]
    found -= total[height:, :-width] - total[:-height, :-width]
    return found.astype("float32")


def summits(values: Strokes, apart: tuple[int, int], least: float, most: int) -> list[Summit]:
    """The highest places, far enough from each other: x, y and value, the highest first.

    Args:
        values: height, width.
        apart: pixels across and down.
        least: lower ones are left out.
        most: how many.
    """
    import numpy as np

    cv2 = opencv()
    around = np.ones((2 * apart[1] + 1, 2 * apart[0] + 1), np.uint8)
    high = (values >= cv2.dilate(values, around)) & (values >= least)
    rows, columns = np.nonzero(high)
    order = np.argsort(-values[rows, columns], kind="stable")[:most]
    return [(int(columns[at]), int(rows[at]), float(values[rows[at], columns[at]])) for at in order]
