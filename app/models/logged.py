"""A client that writes down exactly what is sent to a model, and what comes back."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from typing import Any

from actions.context import RunContext
from actions.errors import RunCancelled
from app.errors import StorageError
from app.models.errors import ModelError
from app.models.wire import (
    AssistantTurn,
    ModelRequest,
    Part,
    Picture,
    Reply,
    Turn,
    UserTurn,
    WireClient,
)
from app.runs.prompts import PromptLog, StoredPicture, replaced


class Logged:
    """Implements `WireClient` around another one.

    Args:
        client: that makes the calls.
        name: of the model, for the log.
        log: where to; None as long as there is no run.
    """

    def __init__(self, client: WireClient, name: str, log: Callable[[], PromptLog | None]) -> None:
        self._client = client
        self._name = name
        self._log = log

    def body(self, request: ModelRequest) -> Mapping[str, Any]:
        """The JSON that `complete` would send."""
        return self._client.body(request)

    def complete(self, request: ModelRequest, context: RunContext) -> Reply:
        """Call the model; see `WireClient.complete`.

        Raises:
            ModelError: also if it cannot be written down; then nothing was sent.
        """
        log = self._log()
        if log is None:
            return self._client.complete(request, context)
        try:
            return self._recorded(request, context, log)
        except StorageError as failure:
            raise ModelError(str(failure)) from failure

    def _recorded(self, request: ModelRequest, context: RunContext, log: PromptLog) -> Reply:
        body, pictures = described(request, self._client, log)
        call = log.request(self._name, body, pictures)
        began = time.monotonic()
        try:
            reply = self._client.complete(request, context)
        except (ModelError, RunCancelled) as failure:
            said = str(failure) or type(failure).__name__
            log.failure(call, time.monotonic() - began, said)
            raise
        log.reply(call, time.monotonic() - began, _told(reply))
        return reply

    def models(self, context: RunContext) -> tuple[str, ...]:
        """Names of the models that the server has."""
        return self._client.models(context)

    def close(self) -> None:
        """Let go of the server."""
        self._client.close()


def described(
    request: ModelRequest, client: WireClient, log: PromptLog
) -> tuple[Any, list[StoredPicture]]:
    """What a client would send, with marks in place of pictures, which are stored.

    The client makes the body of the same request, in which only the bytes of the pictures are
    exchanged for short ones; so nothing depends on where a protocol puts them.
    """
    marks: dict[str, str] = {}
    stored: dict[str, StoredPicture] = {}

    def exchanged(part: Part) -> Part:
        if not isinstance(part, Picture):
            return part
        width, height = round(part.size.width), round(part.size.height)
        found = log.picture(part.data, part.media_type, width, height)
        short = replace(part, data=found.file.encode())
        marks[short.base64] = found.mark
        stored[found.file] = found
        return short

    body = client.body(_exchanged(request, exchanged))
    return replaced(body, marks), list(stored.values())


def _exchanged(request: ModelRequest, change: Callable[[Part], Part]) -> ModelRequest:
    def turn(each: Turn) -> Turn:
        if isinstance(each, AssistantTurn):
            return each
        results = tuple(
            replace(result, parts=tuple(change(part) for part in result.parts))
            for result in each.results
        )
        return UserTurn(
            parts=tuple(change(part) for part in each.parts), results=results, cached=each.cached
        )

    return replace(request, turns=tuple(turn(each) for each in request.turns))


def _told(reply: Reply) -> dict[str, Any]:
    """A reply for the log, without what is not there."""
    calls = [{"name": call.name, "arguments": dict(call.arguments)} for call in reply.calls]
    checks = [asdict(check) for call in reply.calls for check in call.checks]
    whole = {
        "text": reply.text,
        "thought": reply.thought,
        "calls": calls,
        "checks": checks,
        "usage": asdict(reply.usage),
        "stop": reply.stop,
        "reason": reply.reason,
    }
    return {name: value for name, value in whole.items() if value}
