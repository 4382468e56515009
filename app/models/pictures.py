"""The picture of an observation, or of a part of it, at the size that a model is sent."""

from __future__ import annotations

from dataclasses import replace

from actions.coordinates import Frame
from app.models.profile import Profile
from app.models.wire import Picture
from grounding.marks import draw
from perception import imaging
from perception.geometry import Box, Point, Size
from perception.observation import Observation

_ENLARGED = 4.0  # a part is shown at most this many times as large as it is


def pictured(
    observation: Observation,
    profile: Profile,
    *,
    region: Box | None = None,
    pointer: Point | None = None,
    marks: bool = False,
) -> tuple[Picture, Frame]:
    """The picture, and how numbers in it map to the environment.

    Args:
        observation: with a screenshot.
        profile: of the model.
        region: what is shown, in environment pixels; all if None. It is shown enlarged, as far as
            the model's pictures go.
        pointer: where the last action left the pointer, in environment pixels.
        marks: draw the refs of elements into it; only where all is shown.
    """
    shot = observation.screenshot
    assert shot is not None
    if region is None:
        frame = profile.frame(observation.viewport, shot.size, pointer)
        if marks:
            shot = draw(observation, enlarged=max(shot.size.width / frame.sent.width, 1.0))
        return _picture(shot.data, shot.size, frame.sent), frame
    pixels, box = cropped(observation, region)
    height, width = pixels.shape[:2]
    grow = min(shot.size.width / width, shot.size.height / height, _ENLARGED)
    part = replace(observation.viewport, size=box.size, origin=Point(box.x, box.y), scale=1.0)
    frame = profile.frame(part, Size(round(width * grow), round(height * grow)), pointer)
    picture = Picture(data=imaging.png(imaging.resized(pixels, frame.sent)), size=frame.sent)
    return picture, frame


def cropped(observation: Observation, region: Box) -> tuple[imaging.Pixels, Box]:
    """The pixels of a region, and the region in whole pixels of the picture.

    Args:
        observation: with a screenshot.
        region: in environment pixels; what reaches out of the picture is cut off.
    """
    shot = observation.screenshot
    assert shot is not None
    view = observation.viewport
    first = view.to_image(Point(region.x, region.y), shot.size)
    last = view.to_image(Point(region.right, region.bottom), shot.size)
    left = min(max(int(first.x), 0), int(shot.size.width) - 1)
    top = min(max(int(first.y), 0), int(shot.size.height) - 1)
    right = min(max(round(last.x), left + 1), int(shot.size.width))
    bottom = min(max(round(last.y), top + 1), int(shot.size.height))
    corner = view.from_image(Point(left, top), shot.size)
    end = view.from_image(Point(right, bottom), shot.size)
    box = Box(corner.x, corner.y, end.x - corner.x, end.y - corner.y)
    return imaging.decoded(shot.data)[top:bottom, left:right], box


def _picture(data: bytes, size: Size, sent: Size) -> Picture:
    if size == sent and data.startswith(b"\x89PNG"):
        return Picture(data=data, size=sent)
    pixels = imaging.decoded(data)
    if size != sent:
        pixels = imaging.resized(pixels, sent)
    return Picture(data=imaging.png(pixels), size=sent)
