"""The frames of a page: which process each lives in, where it lies, what is in front of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import CDPSession, Page
from playwright.sync_api import Error as PlaywrightError

from perception.geometry import Box, Point
from perception.page_rows import Placement
from perception.page_world import FrameGone, World, send

TOP = 0


@dataclass(slots=True)
class Frame:
    """One frame: its world, its place among the frames, its number for refs."""

    number: int
    world: World
    parent: int | None = None
    element: int = 0  # the node id of the frame's own element, in its parent
    generation: int = 0
    worlds: dict[str, int] = field(default_factory=dict)  # child's frame id -> number
    placement: Placement = field(default_factory=Placement)  # when it was last read
    origin: str = ""  # of its document when it was last read
    hears: bool = False  # whether a listener was there then


class Frames:
    """Knows the frames of one page that were met so far.

    Args:
        page: the page.
        hidden: CSS selectors of what perception leaves out.
    """

    def __init__(self, page: Page, hidden: Sequence[str]) -> None:
        self._page = page
        self._hidden = list(hidden)
        session = page.context.new_cdp_session(page)
        root = send(session, "Page.getFrameTree")["frameTree"]["frame"]["id"]
        self._known: dict[int, Frame] = {TOP: Frame(TOP, World(session, root))}
        self._remote: dict[str, CDPSession] = {}  # frame id -> session of another process
        self.on_session: Callable[[CDPSession], None] | None = None  # told of each new one

    def __iter__(self) -> Iterator[Frame]:
        return iter(list(self._known.values()))

    def __len__(self) -> int:
        return len(self._known)

    def __getitem__(self, number: int) -> Frame:
        return self._known[number]

    def get(self, number: int) -> Frame | None:
        """The frame with this number."""
        return self._known.get(number)

    def child(self, parent: Frame, position: int, element: int) -> Frame | None:
        """The frame inside a frame's own element, by its position in the last reading.

        Raises:
            FrameGone: it cannot be reached.
        """
        handle = parent.world.handle("frame", position)
        if handle is None:
            return None
        node = send(parent.world.session, "DOM.describeNode", {"objectId": handle})["node"]
        frame_id = node.get("frameId")
        if frame_id is None:
            return None
        number = parent.worlds.get(frame_id)
        if number is None or self._known[number].world.session is not self._session_of(
            parent, frame_id
        ):
            number = max(self._known) + 1
            world = World(self._session_of(parent, frame_id), frame_id)
            self._known[number] = Frame(number, world)
            parent.worlds[frame_id] = number
        child = self._known[number]
        child.parent, child.element = parent.number, element
        return child

    @property
    def sessions(self) -> list[CDPSession]:
        """One for each process that frames of the page were met in."""
        return [self._known[TOP].world.session, *self._remote.values()]

    def by_id(self, frame_id: str) -> Frame | None:
        """The frame with this DevTools id, if it was met."""
        if self._known[TOP].world.frame_id == frame_id:
            return self._known[TOP]
        return next(
            (
                self._known[frame.worlds[frame_id]]
                for frame in self._known.values()
                if frame_id in frame.worlds
            ),
            None,
        )

    def meet(self, session: CDPSession, frame_id: str) -> Frame | None:
        """A frame that has told something before it was read; None if its place is not found."""
        for parent in list(self._known.values()):
            try:
                owner = send(parent.world.session, "DOM.getFrameOwner", {"frameId": frame_id}, 2.0)
                element = parent.world.id_of(owner["backendNodeId"])
            except (FrameGone, KeyError, ValueError):  # it is in another one
                continue
            number = parent.worlds.get(frame_id)
            if number is None:
                number = max(self._known) + 1
                self._known[number] = Frame(number, World(session, frame_id))
                parent.worlds[frame_id] = number
            frame = self._known[number]
            frame.parent, frame.element = parent.number, element
            return frame
        return None

    def find_remote(self) -> None:
        """Join the processes of all frames that live in another one than the page."""
        for frame in self._page.frames:
            if frame == self._page.main_frame:
                continue
            try:
                session = self._page.context.new_cdp_session(frame)
            except PlaywrightError:  # it lives in its parent's process, or is gone
                continue
            own = send(session, "Page.getFrameTree")["frameTree"]["frame"]["id"]
            if own in self._remote and self._lives(self._remote[own]):
                session.detach()
            else:
                self._join(own, session)

    def _lives(self, session: CDPSession) -> bool:
        try:
            send(session, "Page.getFrameTree", None, 2.0)
        except FrameGone:
            return False
        return True

    def _join(self, frame_id: str, session: CDPSession) -> None:
        self._remote[frame_id] = session
        if self.on_session is not None:
            self.on_session(session)

    def _session_of(self, parent: Frame, frame_id: str) -> CDPSession:
        """The session of the process that a frame lives in."""
        tree = send(parent.world.session, "Page.getFrameTree")["frameTree"]
        if frame_id in _frame_ids(tree):
            return parent.world.session
        known = self._remote.get(frame_id)
        if known is not None:
            return known
        for frame in self._page.frames:
            try:
                session = self._page.context.new_cdp_session(frame)
            except PlaywrightError:  # the frame lives in its parent's process
                continue
            own = send(session, "Page.getFrameTree")["frameTree"]["frame"]["id"]
            if frame == self._page.main_frame or own in self._remote:
                session.detach()
            else:
                self._join(own, session)
        found = self._remote.get(frame_id)
        if found is None:
            raise FrameGone("its process cannot be reached")
        return found

    def child_at(self, parent: Frame, element: int) -> Frame | None:
        """The frame inside this element of its parent, if it was met."""
        return next(
            (
                frame
                for frame in self._known.values()
                if frame.parent == parent.number and frame.element == element
            ),
            None,
        )

    def placement(self, frame: Frame, limit: float = 10.0) -> Placement:
        """Where a frame lies now.

        Raises:
            FrameGone: an enclosing frame is gone or does not answer within `limit` seconds.
        """
        if frame.parent is None:
            return Placement()
        parent = self._known[frame.parent]
        outer = self.placement(parent, limit)
        found = parent.world.ask("frameBox", frame.element, limit=limit)
        if found is None:
            raise FrameGone("its element is gone")
        _, *box = found
        size = self._page.viewport_size
        visible = Box(0, 0, size["width"], size["height"]) if size else Box(0, 0, 10000, 10000)
        return outer.within(box, visible, covered=False)

    def reveal(self, frame: Frame) -> None:
        """Scroll the frames that a frame lies in into view, outermost first."""
        if frame.parent is None:
            return
        parent = self._known[frame.parent]
        self.reveal(parent)
        parent.world.ask("live", frame.element, True, None, self._hidden)

    def over(self, frame: Frame, point: Point) -> str:
        """What lies over the frame's own element at this point, in any enclosing frame."""
        while frame.parent is not None:
            parent = self._known[frame.parent]
            x, y = self.placement(parent).into(point)
            answer = parent.world.ask("reaches", frame.element, x, y)
            if not answer["hit"]:
                return str(answer["over"])
            frame = parent
        return ""


def _frame_ids(tree: dict[str, Any]) -> set[str]:
    found = {tree["frame"]["id"]}
    for child in tree.get("childFrames", ()):
        found |= _frame_ids(child)
    return found
