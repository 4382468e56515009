"""Anthropic's messages, with the computer toolset and its two predecessors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.context import RunContext
from app.models.chat_completions import model_names, parsed_arguments
from app.models.errors import ReplyBroken
from app.models.transport import Transport
from app.models.wire import (
    AssistantTurn,
    Call,
    ModelRequest,
    Part,
    Reply,
    Result,
    Stop,
    Text,
    Turn,
    Usage,
)

VERSION = "2023-06-01"

_CACHE = {"type": "ephemeral"}
_MOST_BREAKPOINTS = 4  # the server refuses more; one of them is the system's
_STOPS: Mapping[str, Stop] = {
    "tool_use": "calls",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "refusal": "refusal",
}


class Messages:
    """Implements `WireClient`.

    Args:
        transport: to the server's `/v1`, with the headers `x-api-key`, `anthropic-version` and,
            for the older computer tools, `anthropic-beta`.
        model: its name there.
    """

    def __init__(self, transport: Transport, model: str) -> None:
        self._transport = transport
        self._model = model

    def body(self, request: ModelRequest) -> Mapping[str, Any]:
        """The JSON that `complete` would send."""
        body: dict[str, Any] = {
            "model": self._model,
            "max_tokens": request.max_tokens,
            "system": [{"type": "text", "text": request.system, "cache_control": _CACHE}],
            "messages": _messages(request.turns),
            "stream": True,
        }
        if request.temperature is not None:
            body["temperature"] = request.temperature
        tools = [
            *(dict(each) for each in request.native),
            *(
                {
                    "name": tool.name,
                    "description": tool.description,
                    "input_schema": dict(tool.parameters),
                }
                for tool in request.tools
            ),
        ]
        if tools:
            body["tools"] = tools
            if request.required:
                body["tool_choice"] = {"type": "any"}
        return {**body, **request.extra}

    def complete(self, request: ModelRequest, context: RunContext) -> Reply:
        """Call the model; see `WireClient.complete`."""
        gathered = _Gathered()
        for event in self._transport.stream("messages", self.body(request), context):
            if piece := gathered.add(event.data):
                context.emit(piece)
            if gathered.ended:
                break
        return gathered.reply(native_names(request))

    def models(self, context: RunContext) -> tuple[str, ...]:
        """Names of the models that the server has."""
        return model_names(self._transport.get("models", context))

    def close(self) -> None:
        """Let go of the server."""
        self._transport.close()


def native_names(request: ModelRequest) -> frozenset[str]:
    """The names by which calls of the server's own tools are known: all that are not ours."""
    return frozenset({"computer"}) if request.native else frozenset()


def _messages(turns: tuple[Turn, ...]) -> list[dict[str, Any]]:
    marked = [at for at, turn in enumerate(turns) if getattr(turn, "cached", False)]
    marked = marked[-(_MOST_BREAKPOINTS - 1) :]
    messages = []
    for at, turn in enumerate(turns):
        content = _content(turn)
        if at in marked and content:
            content[-1] = {**content[-1], "cache_control": _CACHE}
        role = "assistant" if isinstance(turn, AssistantTurn) else "user"
        messages.append({"role": role, "content": content})
    return messages


def _content(turn: Turn) -> list[dict[str, Any]]:
    if isinstance(turn, AssistantTurn):
        if turn.raw is not None:
            return [dict(block) for block in turn.raw]
        return [{"type": "text", "text": turn.text}] if turn.text else []
    return [*(_answer(result) for result in turn.results), *(_part(part) for part in turn.parts)]


def _answer(result: Result) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "type": "tool_result",
        "tool_use_id": result.call.id,
        "content": [_part(part) for part in result.parts],
    }
    if result.failed:
        answer["is_error"] = True
    return answer


def _part(part: Part) -> dict[str, Any]:
    if isinstance(part, Text):
        return {"type": "text", "text": part.text}
    source = {"type": "base64", "media_type": part.media_type, "data": part.base64}
    return {"type": "image", "source": source}


class _Gathered:
    """A reply as it comes in."""

    def __init__(self) -> None:
        self._blocks: dict[int, dict[str, Any]] = {}
        self._inputs: dict[int, str] = {}
        self._usage = Usage()
        self._stop = ""
        self.ended = False

    def add(self, event: Any) -> str:
        """Take in one event; what text it brings.

        Raises:
            ReplyBroken: it is not as the protocol says, or tells of a failure.
        """
        try:
            return self._add(event)
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise ReplyBroken(f"an event is not as the protocol says ({error!r})") from error

    def _add(self, event: Mapping[str, Any]) -> str:
        match event["type"]:
            case "message_start":
                self._count(event["message"].get("usage") or {})
            case "content_block_start":
                self._blocks[event["index"]] = dict(event["content_block"])
            case "content_block_delta":
                return self._grow(event["index"], event["delta"])
            case "message_delta":
                self._stop = event["delta"].get("stop_reason") or self._stop
                self._count(event.get("usage") or {})
            case "message_stop":
                self.ended = True
            case "error":
                said = (event.get("error") or {}).get("message", "no reason given")
                raise ReplyBroken(f"the server failed in the middle of the reply: {said}")
        return ""

    def _grow(self, index: int, delta: Mapping[str, Any]) -> str:
        block = self._blocks[index]
        match delta["type"]:
            case "text_delta":
                block["text"] = block.get("text", "") + delta["text"]
                return str(delta["text"])
            case "input_json_delta":
                self._inputs[index] = self._inputs.get(index, "") + delta["partial_json"]
            case "thinking_delta":
                block["thinking"] = block.get("thinking", "") + delta["thinking"]
            case "signature_delta":
                block["signature"] = block.get("signature", "") + delta["signature"]
        return ""

    def _count(self, usage: Mapping[str, Any]) -> None:
        cached = usage.get("cache_read_input_tokens")
        written = usage.get("cache_creation_input_tokens")
        fresh = usage.get("input_tokens")
        if fresh is not None:
            self._usage = Usage(
                input=int(fresh) + int(cached or 0) + int(written or 0),
                cached=int(cached or 0),
                written=int(written or 0),
                output=self._usage.output,
            )
        if usage.get("output_tokens") is not None:
            before = self._usage
            self._usage = Usage(
                input=before.input,
                cached=before.cached,
                written=before.written,
                output=int(usage["output_tokens"]),
            )

    def reply(self, native: frozenset[str]) -> Reply:
        """The whole of it.

        Raises:
            ReplyBroken: it ended in the middle.
        """
        if not self.ended or not self._stop:
            raise ReplyBroken("the reply was cut off")
        blocks = [self._finished(index) for index in sorted(self._blocks)]
        texts = [block["text"] for block in blocks if block["type"] == "text"]
        thoughts = [block["thinking"] for block in blocks if block["type"] == "thinking"]
        calls = tuple(
            Call(
                id=block["id"],
                name=block["name"],
                arguments=block["input"],
                native=block.get("toolset_name", block["name"]) in native,
            )
            for block in blocks
            if block["type"] == "tool_use"
        )
        stop = _STOPS.get(self._stop, "calls" if calls else "end")
        return Reply(
            text="\n".join(texts),
            thought="\n".join(thoughts),
            calls=calls,
            usage=self._usage,
            stop=stop,
            reason=self._stop,
            raw=blocks,
        )

    def _finished(self, index: int) -> dict[str, Any]:
        block = self._blocks[index]
        if block["type"] == "tool_use" and index in self._inputs:
            block = {**block, "input": dict(parsed_arguments(self._inputs[index]))}
        return block
