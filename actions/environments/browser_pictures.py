"""Screenshots over CDP, and the masking of secrets that a page shows in the clear."""

from __future__ import annotations

import base64
import dataclasses
import io
import struct
from collections.abc import Collection, Iterable

from playwright.sync_api import CDPSession

from perception.element import Element
from perception.geometry import Box, Size
from perception.page import PageReading
from perception.screenshot import Screenshot

MASK = "•••"
# Shorter secrets are only masked where they were typed: they would fit too many texts.
_SHORTEST = 4


def picture(session: CDPSession, quality: int | None = None) -> Screenshot:
    """A picture of what is in view: PNG, or JPEG of this quality.

    Fast PNG is lossless and twice as fast as the compact one (40 against 75 ms at 1280 by 800).
    """
    wanted: dict[str, object] = {"format": "png", "optimizeForSpeed": True}
    if quality is not None:
        wanted = {"format": "jpeg", "quality": quality, "optimizeForSpeed": True}
    data = base64.b64decode(session.send("Page.captureScreenshot", wanted)["data"])
    if quality is not None:
        from PIL import Image

        with Image.open(io.BytesIO(data)) as image:
            return Screenshot(data, Size(*image.size), "jpeg")
    width, height = struct.unpack(">II", data[16:24])
    return Screenshot(data, Size(width, height), "png")


def masked_elements(
    elements: Iterable[Element], refs: Collection[str], secrets: Collection[str]
) -> tuple[Element, ...]:
    """The elements without secrets: neither where one was typed nor where one is shown."""
    if not refs and not secrets:
        return tuple(elements)
    return tuple(_masked(element, refs, secrets) for element in elements)


def _masked(element: Element, refs: Collection[str], secrets: Collection[str]) -> Element:
    if element.ref in refs and element.value:
        return dataclasses.replace(element, value=MASK)
    texts = {
        "name": element.name,
        "value": element.value or "",
        "description": element.description,
    }
    changed = {
        part: _without(text, secrets) for part, text in texts.items() if _shows(text, secrets)
    }
    return dataclasses.replace(element, **changed) if changed else element  # type: ignore[arg-type] # all three are texts


def _shows(text: str, secrets: Collection[str]) -> bool:
    return any(len(secret) >= _SHORTEST and secret in text for secret in secrets)


def _without(text: str, secrets: Collection[str]) -> str:
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= _SHORTEST:
            text = text.replace(secret, MASK)
    return text


def masked_picture(
    taken: Screenshot, reading: PageReading, refs: Collection[str], secrets: Collection[str]
) -> Screenshot:
    """The picture with black boxes over the elements that show a secret."""
    if not refs and not secrets:
        return taken
    boxes = [
        element.box
        for element in reading.elements
        if (element.ref in refs and element.value)
        or _shows(element.name, secrets)
        or _shows(element.value or "", secrets)
    ]
    return blackened(taken, boxes, taken.size.width / reading.viewport.size.width)


def blackened(taken: Screenshot, boxes: Collection[Box], scale: float) -> Screenshot:
    """The picture with black boxes.

    Args:
        taken: the picture.
        boxes: in CSS pixels.
        scale: pixels of the picture per CSS pixel.
    """
    if not boxes:
        return taken
    from PIL import Image, ImageDraw

    with Image.open(io.BytesIO(taken.data)) as image:
        drawn = image.convert("RGB")
    draw = ImageDraw.Draw(drawn)
    for box in (box.scaled(scale) for box in boxes):
        draw.rectangle((box.x, box.y, box.right, box.bottom), fill="black")
    data = io.BytesIO()
    drawn.save(data, "PNG", compress_level=1)
    return Screenshot(data.getvalue(), taken.size, "png")
