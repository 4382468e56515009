"""Asking a model again after the connection dropped.

The transport makes a call again that failed before anything came. What is begun is given up there,
because it may have to be paid for. But nothing has been done yet with a reply that broke off, so
asking once more is safe, and cheaper than losing the run.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from actions.context import RunContext
from app.models.errors import ModelError, ModelSilent, ModelUnreachable, ReplyBroken
from app.models.wire import ModelRequest, Reply, Retrying, WireClient


@dataclass(frozen=True, slots=True, kw_only=True)
class Persistence:
    """How often and how long a model is asked again.

    Attributes:
        broken: times after a reply that broke off.
        silent: times after a server that said nothing for too long.
        drop: seconds that a server may be out of reach that answered before in this run.
        pause: seconds before asking again; doubled each time, up to `longest_pause`.
        longest_pause: in seconds.
    """

    broken: int = 2
    silent: int = 1
    drop: float = 120.0
    pause: float = 1.0
    longest_pause: float = 15.0


class Persistent:
    """Implements `WireClient` around another one.

    Args:
        client: that makes the calls.
        persistence: how often.
    """

    def __init__(self, client: WireClient, persistence: Persistence | None = None) -> None:
        self._client = client
        self._how = persistence or Persistence()
        self._answered = False

    def body(self, request: ModelRequest) -> Mapping[str, Any]:
        """The JSON that `complete` would send."""
        return self._client.body(request)

    def complete(self, request: ModelRequest, context: RunContext) -> Reply:
        """Call the model, again where that may help; see `WireClient.complete`."""
        tried: dict[type[ModelError], int] = {}
        failed_at: float | None = None
        while True:
            try:
                reply = self._client.complete(request, context)
            except (ReplyBroken, ModelSilent, ModelUnreachable) as problem:
                failed_at = failed_at or time.monotonic()
                tried[type(problem)] = tried.get(type(problem), 0) + 1
                if not self._again(problem, tried[type(problem)], time.monotonic() - failed_at):
                    raise
                pause = self._how.pause * 2 ** (sum(tried.values()) - 1)
                pause = min(pause, self._how.longest_pause, context.remaining())
                context.emit(Retrying(f"{problem}; asking again in {pause:.0f} s"))
                context.sleep(pause)
            else:
                self._answered = True
                return reply

    def _again(self, problem: ModelError, times: int, seconds: float) -> bool:
        if isinstance(problem, ReplyBroken):
            return times <= self._how.broken
        if isinstance(problem, ModelSilent):
            return times <= self._how.silent
        # A server that never answered is a wrong address rather than a lost network.
        return self._answered and seconds < self._how.drop

    def models(self, context: RunContext) -> tuple[str, ...]:
        """Names of the models that the server has."""
        return self._client.models(context)

    def close(self) -> None:
        """Let go of the server."""
        self._client.close()
