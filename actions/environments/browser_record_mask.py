"""What of a page may be told: nothing of origins that are not allowed, and no secret."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from urllib.parse import quote, quote_plus

from actions.environments.browser_pictures import MASK, blackened
from actions.environments.browser_tabs import Tab, Tabs
from perception.element import Element
from perception.events import Allowed
from perception.geometry import Box
from perception.keys import place_key, progress_key
from perception.observation import Observation, Surface

_ANY = "*"
_SHORTEST = 4  # shorter secrets are only masked in their own fields
_NEW_TABS = ("chrome://newtab", "chrome://new-tab-page", "edge://newtab")


def is_blank(url: str) -> bool:
    """Whether it is the page of a tab that has not gone anywhere."""
    return url in ("", "about:blank") or url.startswith(_NEW_TABS)


class Mask:
    """Keeps what must not be told out of what is told."""

    def __init__(self, tabs: Tabs, allowed: Allowed) -> None:
        self._tabs = tabs
        self._allowed = frozenset(origin.rstrip("/").lower() for origin in allowed.origins)
        self._fields: dict[tuple[str, str], str] = {}  # tab and ref of a field -> what it holds

    def allows(self, origin: str) -> bool:
        """Whether what happens in documents of this origin may be told."""
        return _ANY in self._allowed or origin.lower() in self._allowed

    def keep(self, tab: Tab, ref: str, secret: str) -> None:
        """Remember what a secret field holds, so that it is masked wherever it shows."""
        tab.secret_refs.add(ref)
        if secret:
            self._fields[tab.ref, ref] = secret

    @property
    def secrets(self) -> frozenset[str]:
        """Texts that are masked wherever they show."""
        return frozenset(text for text in self._fields.values() if len(text) >= _SHORTEST)

    def text(self, text: str) -> str:
        """A text without secrets, also where an address spells them."""
        if not text:
            return text
        for secret in sorted(self.secrets, key=len, reverse=True):
            for spelled in {secret, quote(secret), quote(secret, safe=""), quote_plus(secret)}:
                text = text.replace(spelled, MASK)
        return text

    def element(self, element: Element | None, tab: Tab) -> Element | None:
        """An element without secrets."""
        if element is None:
            return None
        value = element.value
        if value is not None and (element.ref in tab.secret_refs or "password" in element.states):
            value = "•" * len(value)
        if not self.secrets:
            return dataclasses.replace(element, value=value)
        return dataclasses.replace(
            element,
            name=self.text(element.name),
            description=self.text(element.description),
            value=self.text(value) if value is not None else None,
            attributes={name: self.text(text) for name, text in element.attributes.items()},
        )

    def observation(self, seen: Observation) -> Observation:
        """An observation without what is not allowed and without secrets."""
        active = self._tabs.active
        if active is None:
            return seen
        surfaces = tuple(self._surface(surface) for surface in seen.surfaces)
        shown = seen.active
        open_to_us = shown is not None and self.allowed_page(shown.url, shown.origin)
        elements: tuple[Element, ...] = ()
        forbidden: list[Box] = []
        if open_to_us:
            elements, forbidden = self._parts(seen.elements, active)
        picture = seen.screenshot if open_to_us else None
        if picture is not None:
            secret = [each.box for each in seen.elements if self._shows(each, active)]
            picture = blackened(picture, [*forbidden, *secret], seen.viewport.scale)
        dialogs = tuple(
            dataclasses.replace(each, message=self.text(each.message), default="")
            for each in seen.dialogs
            if open_to_us
        )
        bare = dataclasses.replace(
            seen,
            screenshot=picture,
            surfaces=surfaces,
            elements=elements,
            focused=seen.focused if any(each.ref == seen.focused for each in elements) else None,
            dialogs=dialogs,
            notices=(),
            unread=tuple(self.text(each) for each in seen.unread) if open_to_us else (),
        )
        return dataclasses.replace(bare, place_key=place_key(bare), progress_key=progress_key(bare))

    def allowed_page(self, url: str, origin: str) -> bool:
        """Whether a page may be shown; an empty one shows nothing."""
        return url in ("", "about:blank") or self.allows(origin)

    def _surface(self, surface: Surface) -> Surface:
        if self.allowed_page(surface.url, surface.origin):
            return dataclasses.replace(
                surface, title=self.text(surface.title), url=self.text(surface.url)
            )
        return dataclasses.replace(surface, title="", url="", origin="")

    def _parts(
        self, elements: Collection[Element], tab: Tab
    ) -> tuple[tuple[Element, ...], list[Box]]:
        """The elements that may be told, and the boxes of frames that may not be shown."""
        kept: list[Element] = []
        left_out: set[str] = set()
        for element in elements:
            if element.ref in left_out or not self._may_tell(element, tab):
                left_out.add(element.ref)
                continue
            masked = self.element(element, tab)
            assert masked is not None
            kept.append(masked)
        return tuple(kept), [each.box for each in kept if self._frames_other(each, tab)]

    def _frames_other(self, element: Element, tab: Tab) -> bool:
        """Whether it shows a document that may not be shown, or one that is not known."""
        if tab.reader is None or element.attributes.get("tag") not in ("iframe", "frame"):
            return False
        origin = tab.reader.inside(element.ref)
        return origin is None or not self.allows(origin)

    def _may_tell(self, element: Element, tab: Tab) -> bool:
        if tab.reader is None:
            return True
        origin = tab.reader.origin_of(element.ref)
        return not origin or self.allows(origin) or is_blank(tab.page.url)

    def _shows(self, element: Element, tab: Tab) -> bool:
        """Whether a picture of it shows a secret."""
        if element.value and (element.ref in tab.secret_refs or "password" in element.states):
            return True
        return any(
            secret in text
            for secret in self.secrets
            for text in (element.name, element.value or "")
        )
