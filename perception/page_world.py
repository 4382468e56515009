"""An isolated world of our own in one frame of a page: our script, out of the page's reach.

The page shares the DOM with it, but no variable and no prototype: it can neither see the script
nor replace what the script calls.
"""

from __future__ import annotations

import json
import secrets
from functools import cache
from importlib.resources import files
from typing import Any

from playwright.sync_api import CDPSession
from playwright.sync_api import Error as PlaywrightError

_PARTS = ("order", "dom", "roles", "names", "reach", "walk", "record", "quiet", "listen", "kit")
WORLD = f"deskhand_{secrets.token_hex(6)}"
_NAME = WORLD  # the page script's own name in its world, too


class FrameGone(PlaywrightError):
    """The frame navigated away, was removed, or does not answer in time."""


@cache
def script(name: str) -> str:
    """The text of a page script."""
    return (files("resources") / "page" / f"{name}.js").read_text("utf-8")


@cache
def _kit() -> str:
    body = "\n".join(script(part) for part in _PARTS)
    return f'globalThis.{_NAME} ??= (() => {{ "use strict";\n{body}\nreturn kit; }})(); 0'


def send(
    session: CDPSession, method: str, params: dict[str, Any] | None = None, limit: float = 10.0
) -> dict[str, Any]:
    """Send a DevTools command, but wait no longer than `limit` seconds for the answer.

    A page in an endless loop never answers.

    Raises:
        FrameGone: the target is gone or does not answer.
    """
    try:
        answer: dict[str, Any] = session.send(method, params or {}, timeout=limit * 1000)
    except PlaywrightError as error:
        raise FrameGone(str(error)) from error
    return answer or {}


def listening_script(binding: str) -> str:
    """What makes the page script of a document tell through a binding what a person does there."""
    return f"{_kit()}; {_NAME}.listen({json.dumps(binding)}); 0"


class World:
    """The isolated world of one frame.

    It is made anew by itself after a navigation.

    Attributes:
        session: the DevTools session of the frame's process.
        frame_id: the DevTools id of the frame.
        generation: counts the documents seen; refs of an older one are dead.
    """

    def __init__(self, session: CDPSession, frame_id: str) -> None:
        self.session = session
        self.frame_id = frame_id
        self.generation = 0
        self._context: int | None = None
        self._page_context: int | None = None

    def ask(self, function: str, *arguments: Any, limit: float = 10.0) -> Any:
        """Call a function of the kit; its JSON answer, decoded.

        Raises:
            FrameGone: the frame is gone.
        """
        passed = ",".join(json.dumps(argument) for argument in arguments)
        result = self._evaluate(f"{_NAME}.{function}({passed})", True, limit)
        return json.loads(result["value"])

    def handle(self, function: str, *arguments: Any) -> str | None:
        """Call a function of the kit that returns a node; the id of its remote object.

        Raises:
            FrameGone: the frame is gone.
        """
        passed = ",".join(json.dumps(argument) for argument in arguments)
        result = self._evaluate(f"{_NAME}.{function}({passed})", False, 10.0)
        handle: str | None = result.get("objectId")
        return handle

    def in_page(self, expression: str, limit: float) -> Any:
        """Evaluate in the page's own world, with the debugger's command line functions at hand.

        What comes back is the page's word, to be taken as a hint only.

        Raises:
            FrameGone: the frame is gone. KeyError: the page threw.
        """
        if self._page_context is None:
            # The page's own world has no name of its own; a node of it tells its number, the
            # second part of a remote object's id ("<isolate>.<context>.<object>").
            ours = self.handle("document")
            node = send(self.session, "DOM.describeNode", {"objectId": ours}, limit)["node"]
            theirs = send(
                self.session, "DOM.resolveNode", {"backendNodeId": node["backendNodeId"]}, limit
            )["object"]["objectId"]
            self._page_context = int(theirs.split(".")[1])
        answer = send(
            self.session,
            "Runtime.evaluate",
            {
                "expression": expression,
                "contextId": self._page_context,
                "includeCommandLineAPI": True,
                "returnByValue": True,
            },
            limit,
        )
        return answer["result"]["value"]

    def call_on(self, object_id: str, source: str, *arguments: Any, limit: float = 10.0) -> Any:
        """Call a JavaScript function with a node as its first argument; what it returns.

        Raises:
            FrameGone: the frame is gone. ValueError: the function threw.
        """
        answer = send(
            self.session,
            "Runtime.callFunctionOn",
            {
                "objectId": object_id,
                "functionDeclaration": f"function(...rest) {{ return ({source})(this, ...rest); }}",
                "arguments": [{"value": argument} for argument in arguments],
                "returnByValue": True,
                "awaitPromise": True,
                "userGesture": True,
            },
            limit,
        )
        if "exceptionDetails" in answer:
            raise ValueError(_told(answer["exceptionDetails"]))
        return answer["result"].get("value")

    def adopt(self, host: str, root: int) -> None:
        """Tell the kit of a closed shadow root, known by its backend node id."""
        found = send(
            self.session,
            "DOM.resolveNode",
            {"backendNodeId": root, "executionContextId": self._context},
        )
        send(
            self.session,
            "Runtime.callFunctionOn",
            {
                "objectId": host,
                "functionDeclaration": f"function(root) {{ {_NAME}.adopt(this, root); }}",
                "arguments": [{"objectId": found["object"]["objectId"]}],
            },
        )

    def id_of(self, backend_node: int) -> int:
        """The kit's id of a node, known by its backend node id.

        Raises:
            FrameGone: the frame or the node is gone.
        """
        self.ask("alive", [])  # so that the world is there
        found = send(
            self.session,
            "DOM.resolveNode",
            {"backendNodeId": backend_node, "executionContextId": self._context},
        )
        object_id = found["object"]["objectId"]
        try:
            return int(self.call_on(object_id, f"(node) => {_NAME}.idOf(node)"))
        finally:
            self.release(object_id)

    def release(self, object_id: str) -> None:
        """Let go of a remote object."""
        send(self.session, "Runtime.releaseObject", {"objectId": object_id})

    def _evaluate(self, expression: str, by_value: bool, limit: float) -> dict[str, Any]:
        for _ in range(3):
            if self._context is None:
                self._make(limit)
            try:
                answer = self._try(expression, by_value, limit)
            except FrameGone as error:
                if "context" not in str(error).lower():
                    raise
                self._context = None
                continue
            failure = answer.get("exceptionDetails")
            if failure is None:
                result: dict[str, Any] = answer["result"]
                return result
            # Another document took over the number of our context: our name is unknown there.
            if "ReferenceError" not in _told(failure):
                raise RuntimeError(f"page script: {_told(failure)}")
            self._context = None
        raise FrameGone("the frame keeps navigating")

    def _try(self, expression: str, by_value: bool, limit: float) -> dict[str, Any]:
        return send(
            self.session,
            "Runtime.evaluate",
            {"expression": expression, "contextId": self._context, "returnByValue": by_value},
            limit,
        )

    def _make(self, limit: float) -> None:
        made = send(
            self.session,
            "Page.createIsolatedWorld",
            {"frameId": self.frame_id, "worldName": _NAME},
            limit,
        )
        self._context = made["executionContextId"]
        self._page_context = None
        self.generation += 1
        answer = self._try(_kit(), True, limit)
        if "exceptionDetails" in answer:
            raise RuntimeError(f"page script: {_told(answer['exceptionDetails'])}")


def _told(details: dict[str, Any]) -> str:
    exception = details.get("exception", {})
    return str(exception.get("description") or exception.get("value") or details.get("text"))
