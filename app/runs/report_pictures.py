"""Screenshots inside a report: each once, small enough to mail, with the target drawn over it."""

from __future__ import annotations

import base64
import io

from actions.action import GroundedAction
from app.markup import Markup, joined, tag
from perception.geometry import Box, Viewport
from perception.observation import Observation
from perception.screenshot import Screenshot

MAX_WIDTH = 1100  # pixels: sharp enough on a laptop, and a 50-step run stays under about 3 MB
QUALITY = 72  # of WebP; below 65 small grey text smears


class Pictures:
    """Collects the pictures of a report. Steps refer to them, so that each is stored once."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, float, float]] = {}  # digest -> id, width, height
        self._images: list[Markup] = []

    @property
    def definitions(self) -> Markup:
        """The images, for the `<defs>` at the top of the document."""
        return joined(self._images)

    def figure(
        self, observation: Observation | None, grounded: GroundedAction | None, caption: str
    ) -> Markup:
        """An observation's picture with the action's targets marked; "" if there is no picture."""
        if observation is None or observation.screenshot is None:
            return Markup("")
        placed = self._place(observation.screenshot)
        if placed is None:
            note = "The picture of this step is missing from the run's folder."
            return tag("figure", tag("figcaption", note))
        name, width, height = placed
        marks, seen = _marks(observation, grounded, width)
        if grounded is not None and grounded.groundings and not seen:
            caption += " The target was out of view and was scrolled to."
        drawing = tag(
            "svg",
            tag("use", href=f"#{name}"),
            *marks,
            viewBox=f"0 0 {width:g} {height:g}",
            role="img",
            aria_label=caption,
        )
        return tag("figure", drawing, tag("figcaption", caption))

    def _place(self, screenshot: Screenshot) -> tuple[str, float, float] | None:
        if screenshot.digest in self._known:
            return self._known[screenshot.digest]
        try:
            data, width, height = _compressed(screenshot)
        except (OSError, SyntaxError, ValueError):  # gone or damaged, in Pillow's words
            return None
        name = f"s{len(self._known) + 1}"
        self._known[screenshot.digest] = (name, width, height)
        address = "data:image/webp;base64," + base64.b64encode(data).decode()
        self._images.append(tag("image", id=name, href=address, width=width, height=height))
        return self._known[screenshot.digest]


def _compressed(screenshot: Screenshot) -> tuple[bytes, int, int]:
    image = screenshot.image().convert("RGB")
    if image.width > MAX_WIDTH:
        image = image.resize((MAX_WIDTH, round(image.height * MAX_WIDTH / image.width)))
    stream = io.BytesIO()
    image.save(stream, "WEBP", quality=QUALITY, method=4)
    return stream.getvalue(), image.width, image.height


def _marks(
    observation: Observation, grounded: GroundedAction | None, width: float
) -> tuple[list[Markup], bool]:
    """Box and point of each target on a picture `width` pixels wide; whether any is in view."""
    viewport = observation.viewport
    scale = width / max(viewport.size.width, 1)
    marks: list[Markup] = []
    seen = False
    for grounding in grounded.groundings if grounded else ():
        box = grounding.element.box if grounding.element else None
        if box is not None and (shown := _visible(box, viewport)):
            seen = True
            x, y, w, h = shown.scaled(scale)
            frame = {"x": x - 3, "y": y - 3, "width": w + 6, "height": h + 6}
            sizes = {key: f"{value:.1f}" for key, value in frame.items()}
            marks.append(tag("rect", class_="target", rx=4, stroke_width=3, **sizes))
        if viewport.box.contains(grounding.point):
            seen = True
            x, y = grounding.point.x * scale, grounding.point.y * scale
            marks.append(tag("circle", class_="point", cx=f"{x:.1f}", cy=f"{y:.1f}", r=5))
    return marks, seen


def _visible(box: Box, viewport: Viewport) -> Box | None:
    common = box.intersection(viewport.box)
    return common if common.area else None
