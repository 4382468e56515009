"""Perceiving a page of a browser: its elements as a person looking at it would find them."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from playwright.sync_api import Page

from perception import page_accessibility, page_rows
from perception.element import Element
from perception.geometry import Box, Point, Size, Viewport
from perception.page_frames import TOP, Frame, Frames
from perception.page_refs import RefBook
from perception.page_rows import Placement
from perception.page_traffic import Traffic
from perception.page_world import FrameGone, World, script, send

_MARGIN = 200  # how far beyond the viewport "in view and near it" reaches, in pixels
_MOST_FRAMES = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class PageReading:
    """What a page shows at one moment.

    Attributes:
        elements: in document order, those of a frame after the frame's own element.
        focused: ref of the element that has the focus.
        viewport: of the top frame.
        title: of the document.
        url: of the document.
        complete: whether the whole page was read.
        unread: URLs of frames, and parts of the page, that could not be read in time.
        unsaved: some field holds something that the page did not put there.
    """

    elements: tuple[Element, ...]
    focused: str | None
    viewport: Viewport
    title: str
    url: str
    complete: bool
    unread: tuple[str, ...] = ()
    unsaved: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """An element as it is right now.

    Attributes:
        element: with `box` and `click_point` in top-page CSS pixels.
        hit: whether an event at the click point reaches the element, through all frames.
        obstacle: what lies over it, or why it cannot be reached, when `hit` is False.
    """

    element: Element
    hit: bool
    obstacle: str = ""


class PageReader:
    """Reads one page. Used on the Playwright thread only.

    Args:
        page: the page.
        surface: the ref of its surface.
        hidden: CSS selectors whose subtrees are invisible to perception.
    """

    def __init__(self, page: Page, surface: str, *, hidden: Sequence[str] = ()) -> None:
        self.page = page
        self.surface = surface
        self.traffic = Traffic(page)
        self._hidden = list(hidden)
        self._frames = Frames(page, hidden)
        self._refs = RefBook(surface)
        self._next = 1

    def read(self, *, whole: bool, limit: float = 10.0) -> PageReading:
        """Perceive the page.

        Args:
            whole: all of it, not only what is in view and near it.
            limit: seconds after which what was not read yet is left out and named in `unread`.

        Raises:
            FrameGone: the page itself does not answer.
        """
        ends = time.monotonic() + limit
        with page_rows.collector_paused():
            return self._read(whole, ends)

    def _read(self, whole: bool, ends: float) -> PageReading:
        reading = _Gathered()
        answer = self._read_frame(TOP, Placement(), whole, ends, reading)
        width, height, left, top, wide, high = answer["view"]
        found = reading.elements
        renamed = self._refs.inherit(found, self._alive)
        if renamed:
            found = [_renamed(element, renamed) for element in found]
        focused = reading.focused
        return PageReading(
            elements=tuple(found),
            focused=renamed.get(focused, focused) if focused else None,
            viewport=Viewport(
                size=Size(width, height), scroll=Point(left, top), document=Size(wide, high)
            ),
            title=answer["title"],
            url=answer["url"],
            complete=reading.complete,
            unread=tuple(reading.unread),
            unsaved=reading.unsaved,
        )

    def live(self, ref: str, *, scroll: bool) -> Live | None:
        """The element as it is now; None when it is gone.

        Args:
            ref: of the element.
            scroll: bring it into view first.
        """
        found = self._frame_of(ref)
        if found is None:
            return None
        frame, node = found
        try:
            if scroll:
                self._frames.reveal(frame)
            placement = self._frames.placement(frame)
            answer = frame.world.ask("live", node, scroll, placement.view(), self._hidden)
            if scroll and frame.parent is not None:
                placement = self._frames.placement(frame)
                answer = frame.world.ask("live", node, False, placement.view(), self._hidden)
            if answer is None:
                return None
            element = self._elements(frame, {**answer, "rows": [answer["row"]]}, placement, None)[0]
            element = replace(element, ref=ref)
            if element.click_point is None:
                return Live(element=element, hit=False, obstacle=answer["obstacle"])
            over = self._frames.over(frame, element.click_point)
        except FrameGone:
            return None
        return Live(element=element, hit=not over, obstacle=over)

    def at(self, point: Point) -> Element | None:
        """The nearest perceived element at a point in top-page pixels."""
        frame = self._frames[TOP]
        try:
            for _ in range(10):
                inside = self._frames.placement(frame).into(point)
                answer = frame.world.ask("at", inside.x, inside.y, self._hidden)
                if answer is None:
                    return None
                self._next = max(self._next, answer["next"])
                child = self._frames.child_at(frame, answer["id"]) if answer["frame"] else None
                if child is None:
                    break
                frame = child
        except FrameGone:
            return None
        live = self.live(self._refs.ref(frame.number, answer["id"]), scroll=False)
        return live.element if live else None

    def call(self, ref: str, source: str, *arguments: Any, limit: float = 10.0) -> Any:
        """Run a JavaScript function in the isolated world, the element as its first argument.

        For the label of a control that is not drawn itself, the control is passed.

        Raises:
            KeyError: the element is gone.
            FrameGone: its frame is gone or does not answer.
            ValueError: the function threw.
        """
        world, object_id = self.object_id(ref)
        try:
            return world.call_on(object_id, source, *arguments, limit=limit)
        finally:
            world.release(object_id)

    def object_id(self, ref: str) -> tuple[World, str]:
        """The remote object of an element, and the world (with its session) that it lives in.

        Raises:
            KeyError: the element is gone. FrameGone: its frame is gone or does not answer.
        """
        found = self._frame_of(ref)
        handle = found[0].world.handle("control", found[1]) if found else None
        if found is None or handle is None:
            raise KeyError(ref)
        return found[0].world, handle

    def read_back(self) -> tuple[Element, ...]:
        """The elements through the second channel: the browser's accessibility tree.

        Independent of the page script. Boxes are empty; refs mean nothing outside the result.
        """
        return page_accessibility.read(
            [(frame.world.session, frame.world.frame_id) for frame in self._frames],
            self.surface,
        )

    def activity(self) -> list[tuple[float, float, str]]:
        """Per frame: ms since the last change, ms that animations still run, loading state.

        Raises:
            FrameGone: the page itself does not answer.
        """
        found = []
        for frame in list(self._frames)[:8]:
            try:
                since, ending, state = frame.world.ask("activity", limit=2.0)
            except FrameGone:
                if frame.number == TOP:
                    raise
                continue
            found.append((since, ending, state))
        return found

    @property
    def frames(self) -> Frames:
        """The frames met so far."""
        return self._frames

    def origin_of(self, ref: str) -> str:
        """The origin of the document that an element is in, as of the last reading."""
        found = self._frame_of(ref)
        return found[0].origin if found else ""

    def inside(self, ref: str) -> str | None:
        """The origin of the document that an element frames; None if it was not read."""
        found = self._frame_of(ref)
        child = self._frames.child_at(*found) if found else None
        return child.origin if child is not None and child.origin else None

    def told(self, frame: Frame, described: dict[str, Any], placement: Placement) -> Element:
        """An element that the page script described by itself, in its frame's pixels."""
        root = self._refs.ref(frame.parent, frame.element) if frame.parent is not None else None
        answer = {**described, "rows": [described["row"]]}
        found = self._elements(frame, answer, placement, root)[0]
        old = self._refs.take_over(found, self._alive)
        return found if old is None else replace(found, ref=old)

    def close(self) -> None:
        """Stop listening. The page itself is left alone."""
        self.traffic.close()

    # Reading frames

    def _read_frame(
        self, number: int, placement: Placement, whole: bool, ends: float, into: _Gathered
    ) -> dict[str, Any]:
        frame = self._frames[number]
        answer = self._answer(frame, placement, whole, ends)
        frame.placement, frame.origin = placement, answer["origin"]
        frame.hears = answer["hears"]
        root = self._refs.ref(frame.parent, frame.element) if frame.parent is not None else None
        rows = self._elements(frame, answer, placement, root)
        into.complete &= not answer["pruned"]
        into.unsaved |= answer["unsaved"]
        if answer["late"]:
            into.unread.append(f"the rest of {answer['url']}")
        elif whole and answer["pruned"]:
            into.unread.append(f"what is nested too deeply in {answer['url']}")
        if answer["focused"]:
            into.focused = self._refs.ref(number, answer["focused"])
        visible = Box(0, 0, answer["view"][0], answer["view"][1])
        done = 0
        for position, (row, *box) in enumerate(answer["frames"]):
            into.elements.extend(rows[done : row + 1])
            done = max(done, row + 1)
            covered = row >= 0 and answer["rows"][row][9] == 1
            inner = placement.within(box[1:], visible, covered)
            self._read_child(frame, position, box[0], inner, whole, ends, into)
        into.elements.extend(rows[done:])
        return answer

    def _read_child(
        self,
        parent: Frame,
        position: int,
        element: int,
        placement: Placement,
        whole: bool,
        ends: float,
        into: _Gathered,
    ) -> None:
        seen = placement.clip
        if not whole and seen is not None and not seen.area:
            into.complete = False
            return
        if len(self._frames) > _MOST_FRAMES or time.monotonic() > ends:
            into.unread.append("a frame")
            return
        child = None
        try:
            child = self._frames.child(parent, position, element)
            if child is not None:
                self._read_frame(child.number, placement, whole, ends, into)
        except FrameGone as reason:
            into.unread.append(f"a frame ({reason})")

    def _answer(
        self, frame: Frame, placement: Placement, whole: bool, ends: float
    ) -> dict[str, Any]:
        world = frame.world
        for _ in range(4):
            left = max(ends - time.monotonic(), 0.2)
            options = {
                "whole": whole,
                "limit": left * 900,
                "margin": _MARGIN,
                "view": placement.view(),
                "hidden": self._hidden,
                "next": self._next,
                "marks": self._marks(frame, whole, left),
            }
            answer: dict[str, Any] = world.ask("read", options, limit=left + 1)
            self._next = max(self._next, answer["next"])
            if world.generation != frame.generation:
                self._refs.forget(frame.number)
                frame.generation = world.generation
            if not self._open_closed_roots(world, answer["hosts"]):
                break
        return answer

    def _marks(self, frame: Frame, whole: bool, limit: float) -> dict[str, Any] | None:
        """Which elements have listeners for clicks: hints from the page's own world."""
        region = None if whole else _MARGIN
        body = script("listeners").replace("REGION", json.dumps(region))
        source = f"(() => {{ {script('order')} {body} }})()"
        try:
            answer = frame.world.in_page(source, limit)
            return {"region": region, **json.loads(answer)}
        except (
            FrameGone,
            KeyError,
            TypeError,
            ValueError,
        ):  # only hints; a page may have broken them
            return None

    def _open_closed_roots(self, world: World, hosts: int) -> bool:
        """Hand closed shadow roots to the page script; whether there were any."""
        opened = False
        for index in range(hosts):
            host = world.handle("host", index)
            if host is None:
                continue
            node = send(world.session, "DOM.describeNode", {"objectId": host})["node"]
            for root in node.get("shadowRoots", ()):
                if root.get("shadowRootType") == "closed":
                    world.adopt(host, root["backendNodeId"])
                    opened = True
        return opened

    def _elements(
        self, frame: Frame, answer: dict[str, Any], placement: Placement, root: str | None
    ) -> list[Element]:
        number = frame.number
        return page_rows.elements(
            answer,
            surface=self.surface,
            placement=placement,
            ref=lambda node: self._refs.ref(number, node),
            root=root,
        )

    def _frame_of(self, ref: str) -> tuple[Frame, int] | None:
        holder = self._refs.holder(ref)
        frame = self._frames.get(holder[0]) if holder else None
        return (frame, holder[1]) if frame and holder else None

    def _alive(self, refs: Any) -> set[str]:
        """Which refs' nodes are still in the page."""
        by_frame: dict[int, dict[int, str]] = {}
        for ref in refs:
            holder = self._refs.holder(ref)
            if holder is not None:
                by_frame.setdefault(holder[0], {})[holder[1]] = ref
        living = set()
        for number, nodes in by_frame.items():
            try:
                for node in self._frames[number].world.ask("alive", list(nodes)):
                    living.add(nodes[node])
            except FrameGone:
                continue
        return living


@dataclass(slots=True)
class _Gathered:
    """What the frames of one reading add up to."""

    elements: list[Element] = field(default_factory=list)
    focused: str | None = None
    complete: bool = True
    unread: list[str] = field(default_factory=list)
    unsaved: bool = False


def _renamed(element: Element, renamed: dict[str, str]) -> Element:
    ref = renamed.get(element.ref, element.ref)
    parent = renamed.get(element.parent, element.parent) if element.parent else None
    if ref == element.ref and parent == element.parent:
        return element
    return replace(element, ref=ref, parent=parent)
