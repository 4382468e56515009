"""How alike parts of pictures are, whatever their colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perception.imaging import opencv

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]
    Strokes = NDArray[np.float32]

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


def likeness(scene: Strokes, patch: Strokes, hollow: int = 0) -> Strokes:
    """How like a patch each place of a scene is: -1 to 1, by the patch's left upper corner.

    Args:
        scene: of `strokes`.
        patch: of `strokes`, not larger than the scene.
        hollow: the width in pixels of the rim that is compared; 0 compares all of the patch.
    """
    import numpy as np

    cv2 = opencv()
    height, width = patch.shape[:2]
    inner = (height - 2 * hollow, width - 2 * hollow)
    if hollow and min(inner) > 0:
        patch = patch.copy()
        patch[hollow:-hollow, hollow:-hollow] = 0
    energy = cv2.multiply(scene[:, :, 0], scene[:, :, 0])
    energy += cv2.multiply(scene[:, :, 1], scene[:, :, 1])
    around = _sums(energy, height, width)
    if hollow and min(inner) > 0:
        middle = _sums(energy, *inner)
        around -= middle[hollow : hollow + around.shape[0], hollow : hollow + around.shape[1]]
    own = float((patch * patch).sum())
    same = cv2.matchTemplate(scene, patch, cv2.TM_CCORR)
    # Where next to nothing is, nothing is alike.
    return np.asarray(same / np.sqrt(np.maximum(around, _EMPTY * own) * own + 1e-6), np.float32)


def _sums(energy: Strokes, height: int, width: int) -> Strokes:
    """The sum over each part of this size, by its left upper corner."""
    import numpy as np

    total = opencv().integral(energy, sdepth=6)  # 64-bit floats
    found = total[height:, width:] - total[:-height, width:]
    found -= total[height:, :-width] - total[:-height, :-width]
    return np.asarray(found, np.float32)


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
