"""A desktop and the pages of the browser on it, as one environment.

A browser's window is seen through the accessibility tree like any other. Where the browser also
answers its debugging protocol, the page in the window is read through that: its elements, with
addresses and origins, take the place of what the accessibility tree tells of the document, and what
is done to them goes the same way. Everything else goes to the desktop. So a task may span a page
and a window.
"""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Callable
from dataclasses import dataclass

from actions.action import (
    AnswerDialog,
    GroundedAction,
    Navigate,
    Open,
    Scroll,
    Wait,
)
from actions.context import RunContext
from actions.environment import Capabilities, Effect, Environment, Probe, Reading, SecretResolver
from actions.errors import ActionError, EnvironmentUnavailable
from actions.target import Grounding
from perception.element import Element, Visibility
from perception.geometry import Box, Point
from perception.keys import place_key, progress_key
from perception.observation import Observation, Surface, SurfaceKind
from perception.predicate import Predicate
from perception.screenshot import Screenshot

logger = logging.getLogger(__name__)

# Opens an environment of the pages of a running browser, on a thread of its own; None while no
# browser answers.
Attach = Callable[[], Environment | None]

BROWSERS = frozenset({"chromium", "chrome", "google-chrome", "microsoft-edge", "msedge", "edge"})


@dataclass(frozen=True, slots=True)
class _Fit:
    """Where a page lies on the screen.

    Attributes:
        box: of the document, in the desktop's environment pixels.
        scale: environment pixels of the desktop per CSS pixel of the page.
        window: the surface of the browser's window.
    """

    box: Box
    scale: float
    window: str

    def to_screen(self, box: Box) -> Box:
        return box.scaled(self.scale).moved(self.box.x, self.box.y)

    def point_to_screen(self, point: Point) -> Point:
        return Point(point.x * self.scale + self.box.x, point.y * self.scale + self.box.y)

    def to_page(self, box: Box) -> Box:
        return box.moved(-self.box.x, -self.box.y).scaled(1 / self.scale)

    def point_to_page(self, point: Point) -> Point:
        return Point((point.x - self.box.x) / self.scale, (point.y - self.box.y) / self.scale)


class Workspace:
    """Implements `Environment` on the thread that makes it.

    Args:
        desktop: the desktop with all windows.
        attach: gives the environment of the browser's pages, when there is a browser to attach to.
    """

    def __init__(self, desktop: Environment, attach: Attach) -> None:
        self._desktop = desktop
        self._attach = attach
        self._pages: Environment | None = None
        self._fits: dict[str, _Fit] = {}  # by the ref of the page's surface, as last observed

    @property
    def name(self) -> str:
        """What `--in` calls it."""
        return self._desktop.name

    @property
    def capabilities(self) -> Capabilities:
        """Those of the desktop, and what only pages can do."""
        own = self._desktop.capabilities
        if self._pages is None:
            return own
        return dataclasses.replace(own, actions=own.actions | self._pages.capabilities.actions)

    @property
    def pages(self) -> Environment | None:
        """The environment of the browser's pages, as long as one answers."""
        return self._pages

    def observe(
        self, context: RunContext, *, whole: bool = False, screenshot: bool = True
    ) -> Observation:
        """Perceive the desktop, with the page in the active window; see `Environment.observe`."""
        seen = self._desktop.observe(context, whole=whole, screenshot=screenshot)
        self._fits = {}
        document = _document(seen)
        if document is None:
            return seen
        page = self._page(document, context, whole=whole)
        return self._joined(seen, document, page) if page is not None else seen

    def settle(
        self, context: RunContext, *, limit: float = 3.0, until: Predicate | None = None
    ) -> bool:
        """Wait until the page in the active window, if there is one, and the desktop are stable."""
        if self._fits and self._pages is not None:
            try:
                self._pages.settle(context, limit=limit, until=until)
            except EnvironmentUnavailable:
                self._let_go()
        return self._desktop.settle(context, limit=limit, until=until)

    def probe(self, grounding: Grounding, context: RunContext) -> Probe:
        """What is at this target right now; a page's window must be in front there as well."""
        fit = self._fits.get(grounding.surface)
        if fit is None or self._pages is None:
            return self._desktop.probe(grounding, context)
        probe = self._pages.probe(_grounding_in_page(grounding, fit), context)
        if probe.element is None:
            return probe
        element = _on_screen(probe.element, fit)
        point = element.click_point or element.box.center
        over = self._desktop.probe(
            Grounding(target=grounding.target, element=None, surface=fit.window, point=point),
            context,
        )
        if probe.hit and over.surface != fit.window:
            covered = over.obstacle or (f"window {over.surface}" if over.surface else "nothing")
            return dataclasses.replace(probe, element=element, hit=False, obstacle=covered)
        return dataclasses.replace(probe, element=element)

    def execute(
        self, action: GroundedAction, context: RunContext, *, secrets: SecretResolver | None = None
    ) -> Effect:
        """Carry out an action on the page or on the desktop; see `Environment.execute`."""
        fit = self._fit_of(action)
        if fit is None or self._pages is None:
            return self._desktop.execute(action, context, secrets=secrets)
        inside = dataclasses.replace(
            action,
            groundings=tuple(_grounding_in_page(each, fit) for each in action.groundings),
        )
        return self._pages.execute(inside, context, secrets=secrets)

    def read(self, context: RunContext, *, fresh: bool, url: str = "") -> Reading:
        """Read the page in the active window, or the address, a second time; else the desktop."""
        if self._pages is not None and (url or self._fits):
            return self._pages.read(context, fresh=fresh, url=url)
        return self._desktop.read(context, fresh=fresh, url=url)

    def frame(self) -> Screenshot | None:
        """A picture of the desktop for the live view."""
        return self._desktop.frame()

    def close(self) -> None:
        """Let go of everything. Idempotent."""
        self._let_go()
        self._desktop.close()

    def _let_go(self) -> None:
        pages, self._pages = self._pages, None
        if pages is not None:
            pages.close()

    def _page(self, document: Element, context: RunContext, *, whole: bool) -> Observation | None:
        """What the browser says of the page that the document shows; None if it does not answer."""
        try:
            if self._pages is None:
                self._pages = self._attach()
            if self._pages is None:
                return None
            seen = self._pages.observe(context, whole=whole, screenshot=False)
            if _shows(seen, document):
                return seen
            surface = next((s for s in seen.surfaces if _is_of(s, document)), None)
            if surface is None:
                return None
            self._pages.execute(
                GroundedAction(action=Navigate(how="activate", surface=surface.ref)), context
            )
            seen = self._pages.observe(context, whole=whole, screenshot=False)
            return seen if _shows(seen, document) else None
        except (EnvironmentUnavailable, ActionError) as failure:
            logger.info("the browser's pages cannot be read: %s", failure)
            self._let_go()
            return None

    def _joined(self, seen: Observation, document: Element, page: Observation) -> Observation:
        """The desktop's observation with the page in the place of the document."""
        shown = page.active
        assert shown is not None  # `_shows` looked
        fit = _Fit(
            box=document.box,
            scale=document.box.width / page.viewport.size.width,
            window=document.surface,
        )
        self._fits = {shown.ref: fit}
        replaced = {document.ref, *(each.ref for each in seen.within(document))}
        inside = tuple(
            dataclasses.replace(
                _on_screen(each, fit),
                parent=each.parent if each.parent is not None else document.parent,
            )
            for each in page.elements
        )
        kept = [each for each in seen.elements if each.ref not in replaced]
        at = next(n for n, each in enumerate(seen.elements) if each.ref == document.ref)
        before = sum(1 for each in seen.elements[:at] if each.ref not in replaced)
        focused = page.focused if seen.focused in replaced else seen.focused
        joined = dataclasses.replace(
            seen,
            surfaces=_with_page(seen.surfaces, shown, fit),
            elements=(*kept[:before], *inside, *kept[before:]),
            focused=focused,
            dialogs=(*seen.dialogs, *page.dialogs),
            notices=(*seen.notices, *page.notices),
            complete=seen.complete and page.complete,
            settled=seen.settled and page.settled,
            unread=(*seen.unread, *page.unread),
        )
        return dataclasses.replace(
            joined, place_key=place_key(joined), progress_key=progress_key(joined)
        )

    def _fit_of(self, action: GroundedAction) -> _Fit | None:
        """The page that an action is for; None for the desktop."""
        if not self._fits:
            return None
        if action.groundings:
            fits = {id(fit): fit for g in action.groundings if (fit := self._fits.get(g.surface))}
            everywhere = all(each.surface in self._fits for each in action.groundings)
            return next(iter(fits.values())) if everywhere and len(fits) == 1 else None
        fit = next(iter(self._fits.values()))
        match action.action:
            case Navigate(how="back" | "forward" | "reload"):
                return fit
            case Navigate(surface=surface) | AnswerDialog(surface=surface):
                return self._fits.get(surface)
            case Open(kind="url"):
                return fit
            case Scroll() | Wait():
                return fit
            case _:
                return None


def _document(seen: Observation) -> Element | None:
    """The document in the active window, if that is a browser's."""
    active = seen.active
    if active is None or active.application not in BROWSERS:
        return None
    return next(
        (
            each
            for each in seen.elements
            if each.role == "document"
            and each.surface == active.ref
            and each.visibility is not Visibility.OFFSCREEN
            and each.box.area > 0
        ),
        None,
    )


def _shows(page: Observation, document: Element) -> bool:
    return (
        page.active is not None and page.viewport.size.width > 0 and _is_of(page.active, document)
    )


def _is_of(surface: Surface, document: Element) -> bool:
    """Whether the tab is the one that the document in the window belongs to."""
    url = document.attributes.get("url", "")
    if url:
        return surface.url == url
    return surface.title == document.name


def _with_page(surfaces: tuple[Surface, ...], page: Surface, fit: _Fit) -> tuple[Surface, ...]:
    """The windows with the page right before its own, which it takes the keys from."""
    shown = []
    for window in surfaces:
        if window.ref == fit.window:
            shown.append(
                dataclasses.replace(
                    page,
                    kind=SurfaceKind.PAGE,
                    application=window.application,
                    box=fit.box,
                    stacking=window.stacking,
                    active=window.active,
                    opener=window.ref,
                )
            )
            window = dataclasses.replace(window, active=False)
        shown.append(window)
    return tuple(shown)


def _on_screen(element: Element, fit: _Fit) -> Element:
    """An element of the page, in environment pixels of the desktop."""
    point = element.click_point
    return dataclasses.replace(
        element,
        box=fit.to_screen(element.box),
        click_point=fit.point_to_screen(point) if point is not None else None,
    )


def _grounding_in_page(grounding: Grounding, fit: _Fit) -> Grounding:
    """A grounding, in CSS pixels of the page."""
    element = grounding.element
    if element is not None:
        point = element.click_point
        element = dataclasses.replace(
            element,
            box=fit.to_page(element.box),
            click_point=fit.point_to_page(point) if point is not None else None,
        )
    return dataclasses.replace(grounding, element=element, point=fit.point_to_page(grounding.point))
