"""What is said to a model and what it answers, in one form for all wire protocols.

A conversation is a list of turns. What an assistant said is kept as the protocol's own JSON beside
the form that we read, because some protocols want it back to the letter (signatures, reasoning).
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from actions.context import RunContext
from perception.geometry import Size


@dataclass(frozen=True, slots=True)
class Text:
    """Words."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture, already of the size at which the model will see it.

    Attributes:
        data: encoded.
        media_type: "image/png", "image/jpeg" or "image/webp".
        size: in its own pixels.
    """

    data: bytes = field(repr=False)
    media_type: str = "image/png"
    size: Size

    @property
    def base64(self) -> str:
        """The bytes in base64."""
        return base64.b64encode(self.data).decode("ascii")

    @property
    def data_url(self) -> str:
        """The bytes as a data: URL."""
        return f"data:{self.media_type};base64,{self.base64}"


Part = Text | Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyCheck:
    """A doubt that the server has about a call, which a person must acknowledge."""

    id: str
    code: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A tool call of a model.

    Attributes:
        id: by which its result is known.
        name: of the tool, or of the native tool's member ("left_click"); "computer" where the
            protocol has one call with actions in it.
        arguments: parsed JSON; for a batched computer call {"actions": [...]}.
        native: whether it is a call of the protocol's own computer tool.
        checks: what must be acknowledged with the result.
    """

    id: str
    name: str
    arguments: Mapping[str, Any]
    native: bool = False
    checks: tuple[SafetyCheck, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of a call.

    Attributes:
        acknowledged: checks of the call that a person has acknowledged.
        url: of the page acted on, where a protocol wants it.
    """

    call: Call
    parts: tuple[Part, ...] = ()
    failed: bool = False
    acknowledged: tuple[SafetyCheck, ...] = ()
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UserTurn:
    """What we say: results of all calls of the turn before, then texts and pictures.

    Attributes:
        cached: what stands up to here will be sent again unchanged; worth caching.
    """

    parts: tuple[Part, ...] = ()
    results: tuple[Result, ...] = ()
    cached: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AssistantTurn:
    """What the model said.

    Attributes:
        raw: in the protocol's own JSON, to be sent back as it came; None for words that we put
            into its mouth (a folded history).
    """

    text: str = ""
    calls: tuple[Call, ...] = ()
    raw: Any = None


Turn = UserTurn | AssistantTurn


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A function that the model may call; `parameters` is a JSON Schema."""

    name: str
    description: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRequest:
    """One call of a model.

    Attributes:
        system: what it is told first.
        turns: the conversation, beginning and ending with a `UserTurn`.
        tools: functions of ours.
        native: entries for the protocol's own tools, as its JSON wants them.
        max_tokens: of the reply, thinking included.
        temperature: None leaves it to the server.
        schema: a JSON Schema that the reply must keep to; for protocols that can.
        form: how the reply's text must be built, as a format of xgrammar's structural tags; for
            local models, which are held to it.
        required: the model must call some tool.
        extra: further members of the request's JSON, from the profile.
    """

    system: str
    turns: tuple[Turn, ...]
    tools: tuple[Tool, ...] = ()
    native: tuple[Mapping[str, Any], ...] = ()
    max_tokens: int = 4096
    temperature: float | None = None
    schema: Mapping[str, Any] | None = None
    form: Mapping[str, Any] | None = None
    required: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What a call used, in tokens.

    Attributes:
        input: read in all, cached ones included.
        cached: of these, read from a cache.
        written: of these, written to a cache.
        output: written by the model, thinking included.
    """

    input: int = 0
    cached: int = 0
    written: int = 0
    output: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            input=self.input + other.input,
            cached=self.cached + other.cached,
            written=self.written + other.written,
            output=self.output + other.output,
        )


# "length": cut off at `max_tokens`; "refusal": the model or its server will not do it.
Stop = Literal["end", "calls", "length", "refusal"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a model answered.

    Attributes:
        text: its words, without its thinking.
        thought: its thinking, where the server shows it.
        raw: see `AssistantTurn`.
        reason: the server's word for why it stopped.
    """

    text: str = ""
    thought: str = ""
    calls: tuple[Call, ...] = ()
    usage: Usage = Usage()
    stop: Stop = "end"
    reason: str = ""
    raw: Any = None

    @property
    def turn(self) -> AssistantTurn:
        """The reply as part of the conversation."""
        return AssistantTurn(text=self.text, calls=self.calls, raw=self.raw)


class Retrying(str):
    """Emitted when a call is going to be made again: what was wrong, and how long we wait."""


class Loading(str):
    """Emitted while a local model is made ready: how far it is."""


class WireClient(Protocol):
    """One wire protocol, spoken to one server about one model."""

    def body(self, request: ModelRequest) -> Mapping[str, Any]:
        """The JSON that `complete` would send."""

    def complete(self, request: ModelRequest, context: RunContext) -> Reply:
        """Call the model; texts are emitted through `context.emit` as they come.

        Raises:
            ModelError: the call failed; see `app.models.errors`.
            RunCancelled: the run was stopped; the call has ended.
        """

    def models(self, context: RunContext) -> tuple[str, ...]:
        """Names of the models that the server has.

        Raises:
            ModelError: it does not say.
        """

    def close(self) -> None:
        """Let go of the server. Idempotent."""
