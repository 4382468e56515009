"""OpenAI's chat completions, as strictly as the real server takes them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from model_server.messages import dumps, pieces
from model_server.talk import Answered, Rejection, Say, Seen, Shown, data_url, only, schema

_TOP = (
    "model messages max_tokens max_completion_tokens stream stream_options temperature top_p tools "
    "tool_choice response_format seed stop user parallel_tool_calls reasoning_effort"
)


def read(body: Mapping[str, Any], headers: Mapping[str, str], model: str) -> Seen:
    """What a request shows; `Rejection` if it is not as the protocol says."""
    del headers, model
    only(body, _TOP, "request", "model messages")
    names = []
    for at, tool in enumerate(body.get("tools") or []):
        function = only(tool, "type function", f"tools[{at}]", "type function")["function"]
        only(function, "name description parameters strict", f"tools[{at}].function", "name")
        schema(function.get("parameters", {"type": "object"}), f"tools[{at}].function.parameters")
        names.append(function["name"])
    walk = _Walk()
    for at, message in enumerate(body["messages"]):
        walk.message(message, f"messages[{at}]")
    walk.end()
    if (wanted := body.get("response_format")) is not None:
        only(wanted, "type json_schema", "response_format", "type")
    return Seen(
        protocol="chat",
        model=body["model"],
        system=walk.system,
        turns=walk.turns,
        texts=tuple(walk.texts),
        pictures=tuple(walk.pictures),
        results=tuple(walk.results),
        conversation="\n".join(walk.words),
        tools=tuple(names),
    )


class _Walk:
    """Reads the messages in order."""

    def __init__(self) -> None:
        self.system = ""
        self.turns = 0
        self.words: list[str] = []
        self.texts: list[str] = []
        self.pictures: list[Shown] = []
        self.results: list[Answered] = []
        self._open: list[str] = []
        self._role = ""

    def message(self, message: Any, where: str) -> None:
        role = message.get("role") if isinstance(message, dict) else None
        if role != "tool" and self._open:
            raise Rejection(
                "An assistant message with 'tool_calls' must be followed by tool messages "
                f"responding to each 'tool_call_id'. Missing: {', '.join(self._open)}"
            )
        match role:
            case "system" | "developer":
                self.system += only(message, "role content name", where, "content")["content"]
            case "assistant":
                self._assistant(message, where)
            case "tool":
                self._tool(message, where)
            case "user":
                self._user(message, where)
            case _:
                raise Rejection(f"{where}.role: invalid value {role!r}")
        self._role = role

    def end(self) -> None:
        if self._open:
            raise Rejection(f"'tool_call_id's without an answer: {', '.join(self._open)}")
        if self._role == "assistant":
            raise Rejection("the last message must not be the assistant's")

    def _assistant(self, message: Mapping[str, Any], where: str) -> None:
        only(message, "role content tool_calls refusal name", where)
        self.turns += 1
        if not message.get("content") and not message.get("tool_calls"):
            raise Rejection(f"{where}: content or tool_calls is required")
        self.words.append(message.get("content") or "")
        for call in message.get("tool_calls") or []:
            only(call, "id type function", where, "id type function")
            only(call["function"], "name arguments", where, "name arguments")
            if not isinstance(call["function"]["arguments"], str):
                raise Rejection(f"{where}: arguments must be a string")
            self._open.append(call["id"])

    def _tool(self, message: Mapping[str, Any], where: str) -> None:
        only(message, "role tool_call_id content", where, "tool_call_id content")
        if message["tool_call_id"] not in self._open:
            raise Rejection(f"{where}: no such tool call {message['tool_call_id']!r}")
        if not isinstance(message["content"], str) or not message["content"]:
            raise Rejection(f"{where}.content: must be text")
        if self._role != "tool":
            self.texts, self.pictures, self.results = [], [], []
        self._open.remove(message["tool_call_id"])
        self.results.append(Answered(call_id=message["tool_call_id"], text=message["content"]))
        self.words.append(message["content"])

    def _user(self, message: Mapping[str, Any], where: str) -> None:
        only(message, "role content name", where, "content")
        if self._role not in ("tool",):
            self.results = []
        self.texts, self.pictures = [], []
        content = message["content"]
        if isinstance(content, str):
            content = [{"type": "text", "text": content}]
        if not content:
            raise Rejection(f"{where}.content: must not be empty")
        for part in content:
            match part.get("type"):
                case "text":
                    self.texts.append(only(part, "type text", where, "text")["text"])
                case "image_url":
                    url = only(part, "type image_url", where, "image_url")["image_url"]
                    only(url, "url detail", where, "url")
                    shown = data_url(url["url"], most_bytes=20 << 20, longest=20_000)
                    self.pictures.append(shown)
                case other:
                    raise Rejection(f"{where}: invalid content type {other!r}")
        self.words += self.texts


def write(say: Say, seen: Seen, number: int) -> Iterator[tuple[str, Mapping[str, Any] | None]]:
    """The events of a reply, in small pieces."""

    def chunk(delta: Mapping[str, Any], reason: str | None = None) -> Mapping[str, Any]:
        return {
            "id": f"chatcmpl-{number}",
            "object": "chat.completion.chunk",
            "model": seen.model,
            "choices": [{"index": 0, "delta": delta, "finish_reason": reason}],
        }

    yield "", chunk({"role": "assistant", "content": ""})
    for piece in pieces(say.thought):
        yield "", chunk({"reasoning_content": piece})
    for piece in pieces(say.text):
        yield "", chunk({"refusal" if say.refused else "content": piece})
    for at, use in enumerate(say.uses):
        identity = {"index": at, "id": f"call_{number}_{at}", "type": "function"}
        function = {"name": use.name, "arguments": ""}
        yield "", chunk({"tool_calls": [{**identity, "function": function}]})
        for piece in pieces(dumps(use.arguments)):
            yield "", chunk({"tool_calls": [{"index": at, "function": {"arguments": piece}}]})
    reason = "length" if say.cut else "tool_calls" if say.uses else "stop"
    yield "", chunk({}, reason)
    usage = {
        "prompt_tokens": 1110,
        "prompt_tokens_details": {"cached_tokens": 1000},
        "completion_tokens": 25,
    }
    yield "", {"id": f"chatcmpl-{number}", "choices": [], "usage": usage}
    yield "", None


def error(message: str, status: int) -> bytes:
    """The body of a refusal."""
    kind = "invalid_request_error" if status < 500 else "server_error"
    return json.dumps({"error": {"message": message, "type": kind, "code": None}}).encode()
