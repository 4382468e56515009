"""Hearing what a person does in a page: every frame, as the page script tells it.

The page script's listeners live in an isolated world, are there before the page's own scripts, and
tell through a binding that only that world has: the page can neither see nor forge nor stop it. A
message leaves the page's process before the event is handed to the page, so that a click that
navigates away at once is told all the same.
"""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from playwright.sync_api import CDPSession

from perception.element import Element
from perception.geometry import Point
from perception.page import PageReader
from perception.page_frames import Frame
from perception.page_rows import Placement
from perception.page_world import WORLD, FrameGone, listening_script, send

logger = logging.getLogger(__name__)

_BINDING = f"tell_{secrets.token_hex(6)}"
_JOINING = 2.0  # seconds that a page has to answer before it is tried again later
_PLACING = 0.5  # seconds that a page has to say where a frame in it lies


@dataclass(frozen=True, slots=True)
class Heard:
    """One message of a page script.

    Attributes:
        session: whose frame it came from.
        frame_id: the DevTools id of the frame; "" where it is not known.
        kind: what happened, as in `resources/page/listen.js`.
        at: seconds since the epoch, by the page's clock.
        number: counts the messages of a document, from 1.
        told: the rest.
    """

    session: CDPSession
    frame_id: str
    kind: str
    at: float
    number: int
    told: Mapping[str, Any]


class PageListener:
    """Listens to one page. Used on the Playwright thread only.

    Args:
        reader: of the page; the refs of what is heard are those that it gives.
        hear: called with each message, in order; it must not wait for the page.

    Raises:
        FrameGone: the page is gone.
    """

    def __init__(self, reader: PageReader, hear: Callable[[Heard], None]) -> None:
        self.reader = reader
        self._hear = hear
        self._ears: list[_Ear] = []
        own, *others = reader.frames.sessions
        self._ears.append(_Ear(own, hear))
        for session in others:
            self._join(session)
        reader.frames.on_session = self._join

    def _join(self, session: CDPSession) -> None:
        try:
            self._ears.append(_Ear(session, self._hear))
        except FrameGone as reason:  # its frame went away meanwhile
            logger.debug("a frame's process is not listened to: %s", reason)

    def find_frames(self) -> None:
        """Listen to frames that have come to live in a process of their own."""
        self.reader.frames.find_remote()

    def check(self) -> None:
        """After a reading: listen where a document was found that does not tell."""
        for frame in self.reader.frames:
            if not frame.hears and frame.origin:
                try:
                    frame.hears = frame.world.ask("listen", _BINDING, limit=1.0)
                except FrameGone:
                    continue

    def element(self, heard: Heard, described: Mapping[str, Any] | None) -> Element | None:
        """What the page script described, with the ref that perception gives it, in page pixels."""
        frame = self._frame(heard)
        if frame is None or described is None:
            return None
        return self.reader.told(frame, dict(described), self._placement(frame))

    def point(self, heard: Heard) -> Point:
        """Where in the page, in CSS pixels of the top frame, something happened."""
        frame = self._frame(heard)
        inside = Point(float(heard.told.get("x", 0)), float(heard.told.get("y", 0)))
        return self._placement(frame).out(*inside) if frame is not None else inside

    def origin(self, heard: Heard) -> str:
        """The origin of the document that it happened in."""
        return str(heard.told.get("origin", ""))

    def chosen_files(self, heard: Heard, count: int) -> list[str]:
        """The paths of the files that an upload field was given; "" where unknown."""
        frame = self._frame(heard)
        paths = []
        for index in range(count if frame is not None else 0):
            try:
                assert frame is not None
                file = frame.world.handle("chosenFile", heard.number, index)
                found = send(frame.world.session, "DOM.getFileInfo", {"objectId": file}, 2.0)
            except FrameGone:
                break
            paths.append(str(found.get("path", "")))
        return paths + [""] * (count - len(paths))

    def close(self) -> None:
        """Stop listening; what the pages hold of the listeners does nothing any more."""
        self.reader.frames.on_session = None
        for ear in self._ears:
            ear.close()
        for frame in self.reader.frames:
            try:
                frame.world.ask("deafen", limit=0.5)
            except FrameGone:
                continue

    def _frame(self, heard: Heard) -> Frame | None:
        frames = self.reader.frames
        known = frames.by_id(heard.frame_id)
        if known is None and heard.frame_id:
            known = frames.meet(heard.session, heard.frame_id)
        return known

    def _placement(self, frame: Frame) -> Placement:
        if frame.parent is None:
            return Placement()
        try:
            frame.placement = self.reader.frames.placement(frame, _PLACING)
        except FrameGone:  # it went with its parent: where it was last is as good as any
            return frame.placement
        return frame.placement


class _Ear:
    """One session's part: which context is which frame's, and the binding."""

    def __init__(self, session: CDPSession, hear: Callable[[Heard], None]) -> None:
        self._session = session
        self._hear = hear
        self._frame_ids: dict[int, str] = {}
        session.on("Runtime.executionContextCreated", self._on_context)
        session.on("Runtime.bindingCalled", self._on_call)
        send(session, "Page.enable", None, _JOINING)
        send(session, "Runtime.enable", None, _JOINING)
        send(
            session,
            "Runtime.addBinding",
            {"name": _BINDING, "executionContextName": WORLD},
            _JOINING,
        )
        added = send(
            session,
            "Page.addScriptToEvaluateOnNewDocument",
            {"source": listening_script(_BINDING), "worldName": WORLD, "runImmediately": True},
            _JOINING,
        )
        self._script = added["identifier"]

    def close(self) -> None:
        self._session.remove_listener("Runtime.bindingCalled", self._on_call)
        self._session.remove_listener("Runtime.executionContextCreated", self._on_context)
        try:
            send(self._session, "Runtime.removeBinding", {"name": _BINDING}, 1.0)
            send(self._session, "Runtime.disable", None, 1.0)
            send(
                self._session,
                "Page.removeScriptToEvaluateOnNewDocument",
                {"identifier": self._script},
                1.0,
            )
        except FrameGone:
            return

    def _on_context(self, event: dict[str, Any]) -> None:
        context = event["context"]
        if context["name"] == WORLD:
            self._frame_ids[context["id"]] = context["auxData"]["frameId"]

    def _on_call(self, event: dict[str, Any]) -> None:
        if event["name"] != _BINDING:
            return
        message = json.loads(event["payload"])
        self._hear(
            Heard(
                self._session,
                self._frame_ids.get(event["executionContextId"], ""),
                message["kind"],
                message["at"] / 1000,
                message["number"],
                message,
            )
        )


def known_better(told: Element, known: Element | None) -> Element:
    """An element as it was told, with what only a reading of the whole page knows of it."""
    if known is None:
        return told
    return replace(
        told,
        parent=known.parent,
        role=known.role if told.role == "generic" else told.role,
        name=told.name or known.name,
        attributes={**known.attributes, **told.attributes},
    )
