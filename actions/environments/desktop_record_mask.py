"""What of a desktop may be told: nothing of programs that are not allowed, and no secret."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Collection, Sequence

from perception.element import Element
from perception.events import Allowed
from perception.geometry import Box
from perception.keys import place_key, progress_key
from perception.observation import Observation, Surface
from perception.platforms.interface import WindowInfo
from perception.platforms.visible import uncovered
from perception.screenshot import Screenshot

_ANY = "*"


class Mask:
    """Keeps what must not be told out of what is told.

    Args:
        allowed: which programs may be recorded; "*" for all.
        own: process ids of Deskhand itself; its windows are not there.
    """

    def __init__(self, allowed: Allowed, own: Collection[int] = ()) -> None:
        self._own = frozenset(own)
        self._allowed = frozenset(each.casefold() for each in allowed.applications)
        self._secret: set[str] = set()  # refs of fields that held a secret once

    def allows(self, application: str) -> bool:
        """Whether what happens in this program may be told."""
        return _ANY in self._allowed or application.casefold() in self._allowed

    def keep(self, ref: str) -> None:
        """What this field holds is never told, even when it begins to show it."""
        self._secret.add(ref)

    def secret(self, element: Element) -> bool:
        """Whether what an element holds is not to be told."""
        return "password" in element.states or element.ref in self._secret

    def element(self, element: Element | None) -> Element | None:
        """An element without what it must not tell."""
        if element is None or element.value is None or not self.secret(element):
            return element
        return dataclasses.replace(element, value="•" * len(element.value))

    def observation(self, seen: Observation, windows: Sequence[WindowInfo]) -> Observation:
        """An observation without what is not allowed, and without secrets.

        Args:
            seen: as the environment gives it.
            windows: that were on the screen then, front first.
        """
        for element in seen.elements:
            if "password" in element.states:
                self._secret.add(element.ref)
        seen = self._without_ours(seen, windows)
        open_to_us = {each.ref for each in seen.surfaces if self.allows(each.application)}
        elements = tuple(
            each
            for each in (self.element(one) for one in seen.elements)
            if each is not None and each.surface in open_to_us
        )
        everything = len(open_to_us) == len(seen.surfaces)
        refs = {each.ref for each in elements}
        bare = dataclasses.replace(
            seen,
            screenshot=self._picture(seen, windows, elements),
            surfaces=tuple(self._surface(each) for each in seen.surfaces),
            elements=elements,
            focused=seen.focused if seen.focused in refs else None,
            dialogs=tuple(each for each in seen.dialogs if each.surface in open_to_us),
            unread=seen.unread if everything else (),
        )
        return dataclasses.replace(bare, place_key=place_key(bare), progress_key=progress_key(bare))

    def _without_ours(self, seen: Observation, windows: Sequence[WindowInfo]) -> Observation:
        """An observation in which no window of Deskhand's own is."""
        ours = {each.ref for each in windows if each.pid in self._own}
        if not ours & {each.ref for each in seen.surfaces}:
            return seen
        return dataclasses.replace(
            seen,
            surfaces=tuple(each for each in seen.surfaces if each.ref not in ours),
            elements=tuple(each for each in seen.elements if each.surface not in ours),
            dialogs=tuple(each for each in seen.dialogs if each.surface not in ours),
        )

    def _surface(self, surface: Surface) -> Surface:
        if self.allows(surface.application):
            return surface
        return dataclasses.replace(surface, application="", title="", url="", origin="")

    def _picture(
        self, seen: Observation, windows: Sequence[WindowInfo], elements: Collection[Element]
    ) -> Screenshot | None:
        """The picture with nothing on it but the windows that are allowed, without secrets."""
        if seen.screenshot is None:
            return None
        everything = _ANY in self._allowed and all(each.pid not in self._own for each in windows)
        shown = None if everything else self._shown(windows)
        secret = [each.box for each in elements if each.value and self.secret(each)]
        if shown is None and not secret:
            return seen.screenshot
        corner = seen.viewport.origin
        return _only(
            seen.screenshot,
            None if shown is None else [each.moved(-corner.x, -corner.y) for each in shown],
            [each.moved(-corner.x, -corner.y) for each in secret],
        )

    def _shown(self, windows: Sequence[WindowInfo]) -> list[Box]:
        """The parts of the screen on which allowed windows are seen."""
        found: list[Box] = []
        covers: list[Box] = []
        for window in windows:
            if window.minimized:
                continue
            if self.allows(window.application) and window.pid not in self._own:
                found += uncovered(window.frame, covers)
            covers.append(window.frame)
        return found


def _only(taken: Screenshot, shown: Sequence[Box] | None, secret: Sequence[Box]) -> Screenshot:
    """The picture with only some boxes of it, and with others black.

    Args:
        taken: the picture.
        shown: boxes that are kept, in pixels of the picture; None: all of it.
        secret: boxes that are black in any case.
    """
    from PIL import Image

    with Image.open(io.BytesIO(taken.data)) as opened:
        picture = opened.convert("RGB")
    whole = Box(0, 0, picture.width, picture.height)
    drawn = picture
    if shown is not None:
        drawn = Image.new("RGB", picture.size)
        for corners in (_corners(each, whole) for each in shown):
            drawn.paste(picture.crop(corners), corners)
    for corners in (_corners(each, whole) for each in secret):
        drawn.paste((0, 0, 0), corners)
    data = io.BytesIO()
    drawn.save(data, "PNG", compress_level=1)
    return Screenshot(data.getvalue(), taken.size, "png")


def _corners(box: Box, whole: Box) -> tuple[int, int, int, int]:
    part = box.intersection(whole)
    return int(part.x), int(part.y), int(part.right), int(part.bottom)
