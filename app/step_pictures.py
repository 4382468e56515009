"""Pictures of what a step acted on: the control in a frame, and what stands beside it."""

from __future__ import annotations

import io

from actions.trajectory import Step
from perception.geometry import Box, Point
from perception.observation import Observation
from skills.transcribe import element_of

_AROUND = 90  # environment pixels beside the control
_LEAST = (360, 150)  # environment pixels of the whole
_MOST = (900, 420)
_FRAME = (10, 91, 211)
_WIDE = 3  # pixels of the picture


def step_picture(step: Step) -> bytes | None:
    """A PNG of what a step acted on; None where nothing is known of that, or the picture is gone.

    Of a step that acted on nothing (a page that was opened), what was there afterwards.
    """
    element = element_of(step)
    if element is not None:
        return element_picture(step.observation, element.box)
    after = step.after
    return element_picture(after, None) if after is not None else None


def element_picture(seen: Observation, box: Box | None) -> bytes | None:
    """A PNG of a part of a picture, framed; of the top of it if `box` is None.

    Args:
        seen: with a picture.
        box: in environment pixels.
    """
    if seen.screenshot is None:
        return None
    from PIL import Image, ImageDraw

    try:
        with seen.screenshot.image() as opened:
            picture = opened.convert("RGB")
    except OSError:
        return None
    scale = seen.viewport.scale
    if box is None:
        area = Box(
            0, 0, min(picture.width, _MOST[0] * scale), min(picture.height, _MOST[1] * scale)
        )
    else:
        corner = seen.viewport.to_image(Point(box.x, box.y))
        target = Box(corner.x, corner.y, box.width * scale, box.height * scale)
        area = _around(target, scale, Box(0, 0, picture.width, picture.height))
        frame = [target.x - 4, target.y - 4, target.right + 3, target.bottom + 3]
        ImageDraw.Draw(picture).rounded_rectangle(frame, 5, outline=_FRAME, width=_WIDE)
    if area.width < 1 or area.height < 1:
        return None
    cut = picture.crop((int(area.x), int(area.y), int(area.right), int(area.bottom)))
    most = (int(_MOST[0] * scale), int(_MOST[1] * scale))
    if cut.width > most[0] or cut.height > most[1]:
        cut.thumbnail(most, Image.Resampling.LANCZOS)
    data = io.BytesIO()
    cut.save(data, "PNG", optimize=True)
    return data.getvalue()


def _around(target: Box, scale: float, whole: Box) -> Box:
    """The target and what is beside it, inside the picture as far as that goes."""
    wide = max(target.width + 2 * _AROUND * scale, _LEAST[0] * scale)
    high = max(target.height + _AROUND * scale, _LEAST[1] * scale)
    wide, high = min(wide, whole.width), min(high, whole.height)
    left = min(max(target.center.x - wide / 2, 0), whole.width - wide)
    top = min(max(target.center.y - high / 2, 0), whole.height - high)
    return Box(left, top, wide, high)
