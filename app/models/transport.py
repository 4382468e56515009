"""HTTP to a model's server: retries, silence, cancellation; the same for every wire protocol."""

from __future__ import annotations

import contextlib
import email.utils
import json
import random
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx2

from actions.context import RunContext
from app.models.errors import (
    KeyRefused,
    ModelBusy,
    ModelError,
    ModelSilent,
    ModelUnreachable,
    ReplyBroken,
    RequestRejected,
)
from app.models.wire import Retrying

_RETRIED = frozenset({408, 409, 429, 500, 502, 503, 504, 520, 522, 524, 529})
_LARGEST_EVENT = 64 * 1024 * 1024  # bytes; a picture may come back in one
_LARGEST_REPLY = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long to wait and how often to try.

    Attributes:
        connect: seconds to connect.
        silence: seconds without a byte after which a call is given up.
        tries: how often a call is made that fails in a way that may pass.
        longest_wait: seconds between two tries at most; a server that asks for more ends it.
        first_wait: seconds after the first failure; doubled each time, with jitter.
    """

    connect: float = 10.0
    silence: float = 180.0
    tries: int = 5
    longest_wait: float = 60.0
    first_wait: float = 0.5


@dataclass(frozen=True, slots=True)
class ServerEvent:
    """One event of a stream: its name, and its data as JSON (None for the closing "[DONE]")."""

    name: str
    data: Any


@dataclass(slots=True)
class _Sockets:
    """The sockets of a client, so that another thread can end a call that waits on one."""

    open: list[socket.socket] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, event: str, info: Mapping[str, Any]) -> None:
        """Hear what the HTTP library does; see its `trace` extension."""
        if event.endswith(("connect_tcp.complete", "start_tls.complete")):
            stream = info["return_value"]
            found = stream.get_extra_info("ssl_object") or stream.get_extra_info("socket")
            if isinstance(found, socket.socket):
                with self.lock:
                    self.open = [each for each in self.open if each.fileno() >= 0]
                    self.open.append(found)

    def shut(self) -> None:
        with self.lock:
            for each in self.open:
                with contextlib.suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)


class Transport:
    """Calls to one server. One call at a time; any thread may cancel it.

    Args:
        base_url: all paths are below it.
        headers: sent with each call; they hold the key, and are never shown.
        patience: how long to wait and how often to try.
        sleep: waits between two tries; for tests.
    """

    def __init__(
        self,
        base_url: str,
        headers: Mapping[str, str],
        patience: Patience | None = None,
        *,
        sleep: Callable[[RunContext, float], None] = RunContext.sleep,
    ) -> None:
        self.patience = patience or Patience()
        self._base = base_url.rstrip("/")
        self._host = httpx2.URL(self._base).host
        self._sleep = sleep
        self._sockets = _Sockets()
        self._client = httpx2.Client(
            headers=dict(headers),
            timeout=httpx2.Timeout(self.patience.silence, connect=self.patience.connect),
            follow_redirects=False,  # a key must not travel on
        )

    def post(self, path: str, body: Mapping[str, Any], context: RunContext) -> Any:
        """Send JSON, get JSON.

        Raises:
            ModelError: it failed for good; see `app.models.errors`.
            RunCancelled: the run was stopped.
        """

        def read(response: httpx2.Response) -> Iterator[Any]:
            data = b"".join(_bounded(response.iter_bytes()))
            try:
                yield json.loads(data)
            except ValueError as error:
                raise ReplyBroken(f"{self._host} answered something else than JSON") from error

        return next(self._tried(path, body, context, read))

    def stream(
        self, path: str, body: Mapping[str, Any], context: RunContext
    ) -> Iterator[ServerEvent]:
        """Send JSON, get server-sent events. A stream is tried again only before its first event.

        Raises:
            ModelError: it failed for good; `ReplyBroken` if it ended in the middle.
            RunCancelled: the run was stopped.
        """

        def read(response: httpx2.Response) -> Iterator[ServerEvent]:
            kind = response.headers.get("content-type", "")
            if not kind.startswith("text/event-stream"):
                raise ReplyBroken(f"{self._host} answered {kind or 'nothing'} instead of a stream")
            for event in httpx2.EventSource(response, max_event_size=_LARGEST_EVENT):
                if event.data == "[DONE]":
                    yield ServerEvent(event.event, None)
                    return
                if not event.data:
                    continue
                try:
                    yield ServerEvent(event.event, json.loads(event.data))
                except ValueError as error:
                    raise ReplyBroken(f"{self._host} streamed broken JSON") from error

        return self._tried(path, body, context, read)

    def get(self, path: str, context: RunContext) -> Any:
        """Get JSON, as for the list of models; see `post`."""

        def read(response: httpx2.Response) -> Iterator[Any]:
            try:
                yield json.loads(b"".join(_bounded(response.iter_bytes())))
            except ValueError as error:
                raise ReplyBroken(f"{self._host} answered something else than JSON") from error

        return next(self._tried(path, None, context, read))

    def close(self) -> None:
        """End what is under way and let go of all connections. Called from any thread."""
        self._sockets.shut()
        self._client.close()

    def _tried(
        self,
        path: str,
        body: Mapping[str, Any] | None,
        context: RunContext,
        read: Callable[[httpx2.Response], Iterator[Any]],
    ) -> Iterator[Any]:
        """Make the call, again where that may help, and yield what `read` makes of the answer."""
        for attempt in range(1, self.patience.tries + 1):
            context.check()
            begun = False
            try:
                with context.cancel.register(self._sockets.shut), self._sent(path, body) as answer:
                    wait = self._judged(answer)
                    if wait is None:
                        for item in read(answer):
                            begun = True
                            context.check()
                            yield item
                        return
                    problem: ModelError = self._refusal(answer)
            except httpx2.TransportError as failure:
                context.check()  # our own doing
                problem, wait = self._broken(failure, begun=begun), 0.0
                if begun:
                    raise problem from failure
            if attempt == self.patience.tries or isinstance(problem, ModelSilent):
                raise problem
            self._pause(attempt, wait, problem, context)

    def _sent(
        self, path: str, body: Mapping[str, Any] | None
    ) -> contextlib.AbstractContextManager[httpx2.Response]:
        return self._client.stream(
            "GET" if body is None else "POST",
            f"{self._base}/{path.lstrip('/')}" if path else self._base,
            content=None if body is None else _encoded(body),
            headers=None if body is None else {"content-type": "application/json"},
            extensions={"trace": self._sockets.note},
        )

    def _judged(self, response: httpx2.Response) -> float | None:
        """None if the answer is good; else the seconds that the server asks us to wait.

        Raises:
            ModelError: trying again is of no use.
        """
        if response.status_code == 200:
            return None
        if response.status_code in _RETRIED:
            return _retry_after(response.headers)
        raise self._refusal(response)

    def _pause(self, attempt: int, wait: float, problem: ModelError, context: RunContext) -> None:
        """Wait before the next try.

        Raises:
            ModelError: the server asks for more than is sensible.
        """
        if wait > self.patience.longest_wait:
            raise ModelBusy(f"{problem}; it asks to wait {wait:.0f} s: try again later")
        backoff = self.patience.first_wait * 2 ** (attempt - 1) * random.uniform(0.75, 1.25)
        pause = max(wait, min(backoff, self.patience.longest_wait))
        context.emit(Retrying(f"{problem}; trying again in {pause:.0f} s"))
        self._sleep(context, pause)

    def _broken(self, failure: httpx2.TransportError, *, begun: bool) -> ModelError:
        """What a failed connection means for the person."""
        if isinstance(failure, httpx2.ConnectTimeout | httpx2.ConnectError):
            why = str(failure) or "no answer"
            return ModelUnreachable(
                f"{self._host} cannot be reached ({why}); is the address right, and is there a "
                "network?"
            )
        if isinstance(failure, httpx2.ReadTimeout):
            return ModelSilent(f"{self._host} said nothing for {self.patience.silence:.0f} s")
        if begun:
            return ReplyBroken(f"the reply of {self._host} was cut off ({failure})")
        return ModelUnreachable(f"the connection to {self._host} broke ({failure})")

    def _refusal(self, response: httpx2.Response) -> ModelError:
        """The server's own words, and what to do about them."""
        status = response.status_code
        said = self._said(response)
        if status in (401, 403):
            return KeyRefused(
                f"{self._host} does not accept the key ({status}: {said}); "
                "set it with `deskhand keys set`"
            )
        if status == 429:
            return ModelBusy(f"{self._host} has had too many requests ({said})")
        if status in _RETRIED or status >= 500:
            return ModelUnreachable(f"{self._host} fails with {status} ({said})")
        if 300 <= status < 400:
            where = response.headers.get("location", "")
            return RequestRejected(f"{self._host} moved to {where}: set the new address", status)
        return RequestRejected(f"{self._host} rejects the request ({status}: {said})", status)

    def _said(self, response: httpx2.Response) -> str:
        """The error message in an answer, at most 500 characters, without anything like a key."""
        try:
            data = b"".join(_bounded(response.iter_bytes(), 64 * 1024))
        except (httpx2.TransportError, ReplyBroken):
            return "no reason given"
        text = data.decode("utf-8", "replace").strip()
        try:
            found = json.loads(text)
        except ValueError:
            found = None
        while isinstance(found, list | dict) and found:
            if isinstance(found, list):
                found = found[0]
            else:
                found = found.get("error") or found.get("message") or found.get("detail")
        text = found if isinstance(found, str) else text
        for header in ("authorization", "x-api-key", "x-goog-api-key"):
            key = self._client.headers.get(header, "").removeprefix("Bearer ")
            if len(key) >= 4:
                text = text.replace(key, "•••")
        return " ".join(text.split())[:500] or "no reason given"


def _encoded(body: Mapping[str, Any]) -> bytes:
    """JSON in UTF-8. Half a surrogate pair, which a page may contain, becomes a question mark."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode(
        "utf-8", "replace"
    )


def _bounded(chunks: Iterator[bytes], most: int = _LARGEST_REPLY) -> Iterator[bytes]:
    got = 0
    for chunk in chunks:
        got += len(chunk)
        if got > most:
            raise ReplyBroken(f"the reply is larger than {most >> 20} MB")
        yield chunk


def _retry_after(headers: Mapping[str, str]) -> float:
    """The seconds that a server asks us to wait; 0 if it does not say.

    >>> _retry_after({"retry-after": "3"}), _retry_after({"retry-after-ms": "250"})
    (3.0, 0.25)
    """
    milliseconds = headers.get("retry-after-ms", "")
    said = headers.get("retry-after", "")
    with contextlib.suppress(ValueError):
        if milliseconds:
            return max(float(milliseconds) / 1000, 0.0)
    if not said:
        return 0.0
    with contextlib.suppress(ValueError):
        return max(float(said), 0.0)
    with contextlib.suppress(TypeError, ValueError):
        return max(email.utils.parsedate_to_datetime(said).timestamp() - time.time(), 0.0)
    return 0.0
