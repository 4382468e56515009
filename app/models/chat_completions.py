"""OpenAI chat completions: also vLLM, Ollama, LM Studio, llama.cpp, OpenRouter and more."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from actions.context import RunContext
from app.models.errors import ReplyBroken
from app.models.transport import Transport
from app.models.wire import (
    AssistantTurn,
    Call,
    ModelRequest,
    Part,
    Picture,
    Reply,
    Result,
    Stop,
    Text,
    Turn,
    Usage,
)

_STOPS: Mapping[str, Stop] = {
    "stop": "end",
    "tool_calls": "calls",
    "function_call": "calls",
    "length": "length",
    "content_filter": "refusal",
}


class ChatCompletions:
    """Implements `WireClient`.

    Args:
        transport: to the server's `/v1`.
        model: its name there.
        limit_name: what the server calls the limit of the reply: "max_completion_tokens" at
            OpenAI, "max_tokens" elsewhere.
    """

    def __init__(self, transport: Transport, model: str, *, limit_name: str = "max_tokens") -> None:
        self._transport = transport
        self._model = model
        self._limit_name = limit_name

    def body(self, request: ModelRequest) -> Mapping[str, Any]:
        """The JSON that `complete` would send."""
        body: dict[str, Any] = {
            "model": self._model,
            "messages": [
                {"role": "system", "content": request.system},
                *(message for turn in request.turns for message in _messages(turn)),
            ],
            self._limit_name: request.max_tokens,
            "stream": True,
            "stream_options": {"include_usage": True},
        }
        if request.temperature is not None:
            body["temperature"] = request.temperature
        if request.tools:
            body["tools"] = [
                {
                    "type": "function",
                    "function": {
                        "name": tool.name,
                        "description": tool.description,
                        "parameters": dict(tool.parameters),
                    },
                }
                for tool in request.tools
            ]
            if request.required:
                body["tool_choice"] = "required"
        if request.schema is not None:
            body["response_format"] = {
                "type": "json_schema",
                "json_schema": {"name": "reply", "schema": dict(request.schema), "strict": True},
            }
        return {**body, **request.extra}

    def complete(self, request: ModelRequest, context: RunContext) -> Reply:
        """Call the model; see `WireClient.complete`."""
        gathered = _Gathered()
        for event in self._transport.stream("chat/completions", self.body(request), context):
            if event.data is None:
                break
            if piece := gathered.add(event.data):
                context.emit(piece)
        return gathered.reply()

    def models(self, context: RunContext) -> tuple[str, ...]:
        """Names of the models that the server has."""
        return model_names(self._transport.get("models", context))

    def close(self) -> None:
        """Let go of the server."""
        self._transport.close()


def model_names(listed: Any) -> tuple[str, ...]:
    """The ids in a list of models, as OpenAI and Anthropic give it."""
    entries = listed.get("data") if isinstance(listed, dict) else None
    if not isinstance(entries, list):
        raise ReplyBroken("the server's list of models is no list")
    return tuple(str(each["id"]) for each in entries if isinstance(each, dict) and "id" in each)


def parsed_arguments(text: str) -> Mapping[str, Any]:
    """The arguments of a call, as streamed; what is no JSON object is handed on as it is.

    The parser of the dialect then tells the model what is wrong with it.
    """
    try:
        found = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {"_not_json": text[:2000]}
    return found if isinstance(found, dict) else {"_not_json": text[:2000]}


def _messages(turn: Turn) -> Iterable[Mapping[str, Any]]:
    if isinstance(turn, AssistantTurn):
        yield _said(turn)
        return
    yield from (_answer(result) for result in turn.results)
    # Pictures are not allowed in the answer to a call: they follow in a message of ours.
    shown = [part for result in turn.results for part in result.parts if isinstance(part, Picture)]
    parts = [*shown, *turn.parts]
    if parts:
        yield {"role": "user", "content": [_part(part) for part in parts]}


def _said(turn: AssistantTurn) -> Mapping[str, Any]:
    if turn.raw is not None:
        return dict(turn.raw)
    message: dict[str, Any] = {"role": "assistant", "content": turn.text}
    if turn.calls:
        message["tool_calls"] = [
            {
                "id": call.id,
                "type": "function",
                "function": {"name": call.name, "arguments": json.dumps(dict(call.arguments))},
            }
            for call in turn.calls
        ]
    return message


def _answer(result: Result) -> Mapping[str, Any]:
    text = "\n".join(part.text for part in result.parts if isinstance(part, Text))
    return {"role": "tool", "tool_call_id": result.call.id, "content": text or "done"}


def _part(part: Part) -> Mapping[str, Any]:
    if isinstance(part, Text):
        return {"type": "text", "text": part.text}
    return {"type": "image_url", "image_url": {"url": part.data_url, "detail": "high"}}


class _Gathered:
    """A reply as it comes in."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self._thought: list[str] = []
        self._calls: dict[int, dict[str, str]] = {}
        self._usage = Usage()
        self._stop = ""
        self._refusal = ""

    def add(self, chunk: Mapping[str, Any]) -> str:
        """Take in one chunk; what text it brings."""
        if "error" in chunk:  # some servers fail in the middle with status 200
            raise ReplyBroken(f"the server failed in the middle of the reply: {chunk['error']}")
        try:
            return self._add(chunk)
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise ReplyBroken(
                f"a chunk of the reply is not as the protocol says ({error})"
            ) from error

    def _add(self, chunk: Mapping[str, Any]) -> str:
        if usage := chunk.get("usage"):
            details = usage.get("prompt_tokens_details") or {}
            self._usage = Usage(
                input=int(usage.get("prompt_tokens") or 0),
                cached=int(details.get("cached_tokens") or 0),
                output=int(usage.get("completion_tokens") or 0),
            )
        choices = chunk.get("choices") or []
        if not choices:
            return ""
        self._stop = choices[0].get("finish_reason") or self._stop
        delta = choices[0].get("delta") or {}
        self._refusal += delta.get("refusal") or ""
        self._thought.append(delta.get("reasoning_content") or delta.get("reasoning") or "")
        for piece in delta.get("tool_calls") or []:
            call = self._calls.setdefault(int(piece.get("index") or 0), {})
            call["id"] = piece.get("id") or call.get("id", "")
            function = piece.get("function") or {}
            call["name"] = call.get("name", "") + (function.get("name") or "")
            call["arguments"] = call.get("arguments", "") + (function.get("arguments") or "")
        text = delta.get("content") or ""
        self._text.append(text)
        return str(text)

    def reply(self) -> Reply:
        """The whole of it.

        Raises:
            ReplyBroken: it ended without saying why.
        """
        if not self._stop:
            raise ReplyBroken("the reply was cut off")
        text = "".join(self._text)
        calls = tuple(
            Call(
                id=call["id"] or f"call_{at}",
                name=call["name"],
                arguments=parsed_arguments(call["arguments"]),
            )
            for at, call in sorted(self._calls.items())
        )
        raw: dict[str, Any] = {"role": "assistant", "content": text}
        if calls:
            raw["tool_calls"] = [
                {
                    "id": call.id,
                    "type": "function",
                    "function": {"name": call.name, "arguments": self._calls[at]["arguments"]},
                }
                for at, call in zip(sorted(self._calls), calls, strict=True)
            ]
        stop = _STOPS.get(self._stop, "end")
        if self._refusal:
            stop = "refusal"
        return Reply(
            text=text or self._refusal,
            thought="".join(self._thought),
            calls=calls,
            usage=self._usage,
            stop="calls" if calls and stop == "end" else stop,
            reason=self._stop,
            raw=raw,
        )
