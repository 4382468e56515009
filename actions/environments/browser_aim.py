"""From a grounding to the element as it is now, and to the point where input reaches it."""

from __future__ import annotations

from typing import Any

from actions.environments.browser_tabs import Tab, Tabs
from actions.errors import InvalidAction, TargetChanged, TargetNotReady
from actions.target import Grounding
from perception.element import Element
from perception.fusion import replaced
from perception.geometry import Point, Size
from perception.page import Live, PageReader
from perception.page_world import FrameGone

_CALL_LIMIT = 5.0


def call(reader: PageReader, ref: str, source: str, *arguments: Any) -> Any:
    """Run a function of `browser_scripts` on an element.

    Raises:
        TargetChanged: the element is gone.
        TargetNotReady: it is no element that this can be done to.
    """
    try:
        return reader.call(ref, source, *arguments, limit=_CALL_LIMIT)
    except (KeyError, FrameGone) as error:
        raise TargetChanged("the element is no longer on the page") from error
    except ValueError as error:  # as a piece of text, which is no control
        raise TargetNotReady(f"this cannot be done to it ({str(error).splitlines()[0]})") from error


class Aim:
    """Finds targets again on the live page."""

    def __init__(self, tabs: Tabs, size: Size) -> None:
        self._tabs = tabs
        self.size = size

    def tab(self, grounding: Grounding | None = None) -> Tab:
        """The tab that a grounding is on, brought to the front if it is not there.

        Raises:
            TargetChanged: the tab is closed.
        """
        ref = grounding.surface if grounding is not None else ""
        tab = self._tabs.find(ref)
        if tab is None:
            raise TargetChanged(f"the tab {ref} is closed" if ref else "there is no open tab")
        if tab is not self._tabs.active:
            self._tabs.activate(tab)
        return tab

    def live(self, grounding: Grounding, *, scroll: bool = True) -> Live:
        """The element as it is now.

        Raises:
            InvalidAction: the grounding is a bare point.
            TargetChanged: the element is gone.
        """
        if grounding.element is None:
            element = self._tabs.reader(self.tab(grounding)).at(grounding.point)
            if element is None:
                raise InvalidAction(f"there is no element at the {grounding.described()}")
            grounding = Grounding(
                target=grounding.target,
                element=element,
                surface=grounding.surface,
                point=grounding.point,
            )
        assert grounding.element is not None
        found = self._tabs.reader(self.tab(grounding)).live(grounding.element.ref, scroll=scroll)
        if found is None:
            raise TargetChanged(f"{grounding.described()} is no longer on the page")
        if replaced(grounding.element, found.element):
            raise TargetChanged(f"{grounding.described()} is now {found.element.described()}")
        return found

    def ready(self, grounding: Grounding) -> Live:
        """The element, which can be operated now.

        Raises:
            TargetChanged: it is gone.
            TargetNotReady: it is disabled.
        """
        found = self.live(grounding)
        if "disabled" in found.element.states:
            raise TargetNotReady(f"{found.element.described()} is disabled")
        return found

    def point(self, grounding: Grounding, *, scroll: bool = True) -> Point:
        """Where pointer input reaches the target and nothing else.

        Raises:
            InvalidAction: the point is outside the page's visible area.
            TargetChanged: the element is gone, or something lies over it.
            TargetNotReady: it is disabled, or it has no visible point.
        """
        if grounding.bare:
            self.tab(grounding)
            point = grounding.point
            if not (0 <= point.x < self.size.width and 0 <= point.y < self.size.height):
                raise InvalidAction(
                    f"the point ({point.x:g}, {point.y:g}) is outside the visible area of "
                    f"{self.size.width:g} by {self.size.height:g}; scroll first"
                )
            return point
        found = self.ready(grounding) if scroll else self.live(grounding, scroll=False)
        return reachable(found)


def reachable(found: Live) -> Point:
    """The click point of a live element.

    Raises:
        TargetChanged: something lies over it; the message says what.
        TargetNotReady: it shows no point at all.
    """
    element: Element = found.element
    if found.hit and element.click_point is not None:
        return element.click_point
    if found.obstacle:
        raise TargetChanged(
            f"{element.described()} is covered by {found.obstacle}; deal with that first"
        )
    raise TargetNotReady(f"{element.described()} is not visible")
