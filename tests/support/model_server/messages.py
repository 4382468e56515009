"""Anthropic's messages, as strictly as the real server takes them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from model_server.talk import Answered, Rejection, Say, Seen, Shown, only, picture, schema

BETAS = {
    "computer_20250124": "computer-use-2025-01-24",
    "computer_20251124": "computer-use-2025-11-24",
}
_MEMBERS = (
    "cursor_position double_click hold_key key left_click left_click_drag left_mouse_down "
    "left_mouse_up middle_click mouse_move right_click screenshot scroll triple_click type "
    "wait zoom"
)
_TOP = (
    "model max_tokens messages system tools tool_choice stream temperature top_p top_k metadata "
    "stop_sequences thinking output_config context_management"
)
_MOST_BYTES = 5 * 1024 * 1024


def read(body: Mapping[str, Any], headers: Mapping[str, str], model: str) -> Seen:
    """What a request shows; `Rejection` if it is not as the protocol says."""
    del model
    if headers.get("anthropic-version") != "2023-06-01":
        raise Rejection("anthropic-version: header is required")
    only(body, _TOP, "request", "model max_tokens messages")
    if not isinstance(body["max_tokens"], int) or body["max_tokens"] < 1:
        raise Rejection("max_tokens: must be a positive integer")
    tools, native = _tools(body.get("tools") or [], headers)
    walk = _Walk(display=_display(native))
    for at, message in enumerate(body["messages"]):
        walk.message(message, f"messages.{at}")
    walk.end()
    system, marks = _system(body.get("system", ""))
    if walk.marks + marks > 4:
        raise Rejection("a maximum of 4 blocks with cache_control may be provided")
    return Seen(
        protocol="messages",
        model=body["model"],
        system=system,
        turns=walk.turns,
        texts=tuple(walk.texts),
        pictures=tuple(walk.pictures),
        results=tuple(walk.results),
        conversation="\n".join(walk.words),
        tools=tools,
        native=native,
    )


def _system(system: object) -> tuple[str, int]:
    if isinstance(system, str):
        return system, 0
    if not isinstance(system, list):
        raise Rejection("system: must be a string or a list of text blocks")
    blocks = [only(each, "type text cache_control", "system", "type text") for each in system]
    return "\n".join(each["text"] for each in blocks), sum("cache_control" in b for b in blocks)


def _tools(
    tools: list[Any], headers: Mapping[str, str]
) -> tuple[tuple[str, ...], tuple[Mapping[str, Any], ...]]:
    names, native = [], []
    betas = {each.strip() for each in headers.get("anthropic-beta", "").split(",")}
    for at, tool in enumerate(tools):
        where = f"tools.{at}"
        kind = tool.get("type", "custom") if isinstance(tool, dict) else None
        if kind == "custom":
            only(
                tool,
                "type name description input_schema cache_control",
                where,
                "name input_schema",
            )
            if not re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", tool["name"]):
                raise Rejection(f"{where}.name: {tool['name']!r} is no tool name")
            schema(tool["input_schema"], f"{where}.input_schema")
            names.append(tool["name"])
        elif kind == "computer_toolset_20260801":
            only(tool, "type configs cache_control", where)
            for member, config in (tool.get("configs") or {}).items():
                only({member: config}, _MEMBERS, f"{where}.configs")
                only(config, "enabled", f"{where}.configs.{member}")
            native.append(tool)
        elif kind in BETAS:
            extra = " enable_zoom" if kind == "computer_20251124" else ""
            only(
                tool,
                "type name display_width_px display_height_px display_number cache_control" + extra,
                where,
                "name display_width_px display_height_px",
            )
            if BETAS[kind] not in betas:
                raise Rejection(f"{where}: {kind} needs the header anthropic-beta: {BETAS[kind]}")
            if tool["name"] != "computer":
                raise Rejection(f"{where}.name: must be 'computer'")
            native.append(tool)
        else:
            raise Rejection(f"{where}.type: unknown tool type {kind!r}")
    if len({*names}) != len(names):
        raise Rejection("tools: tool names must be unique")
    return tuple(names), tuple(native)


def _display(native: tuple[Mapping[str, Any], ...]) -> tuple[int, int] | None:
    for tool in native:
        if "display_width_px" in tool:
            return tool["display_width_px"], tool["display_height_px"]
    return None


class _Walk:
    """Reads the messages in order."""

    def __init__(self, display: tuple[int, int] | None) -> None:
        self.display = display
        self.turns = 0
        self.marks = 0
        self.words: list[str] = []
        self.texts: list[str] = []
        self.pictures: list[Shown] = []
        self.results: list[Answered] = []
        self.shown = 0
        self._open: list[str] = []  # ids of calls without a result
        self._role = ""

    def message(self, message: object, where: str) -> None:
        got = only(message, "role content", where, "role content")
        role, content = got["role"], got["content"]
        if role not in ("user", "assistant"):
            raise Rejection(f"{where}.role: must be user or assistant")
        if not self._role and role != "user":
            raise Rejection("messages: first message must use the user role")
        if isinstance(content, str):
            content = [{"type": "text", "text": content}]
        if not content:
            raise Rejection(f"{where}.content: must not be empty")
        if role == "assistant":
            if self._open:
                raise self._unanswered()
            self._assistant(content, where)
        else:
            self._user(content, where)
        self._role = role

    def end(self) -> None:
        if self._role != "user":
            raise Rejection("messages: the conversation must end with a user message")
        if self._open:
            raise self._unanswered()

    def _unanswered(self) -> Rejection:
        return Rejection(
            "`tool_use` ids were found without `tool_result` blocks immediately after: "
            + ", ".join(self._open)
        )

    def _assistant(self, content: list[Any], where: str) -> None:
        self.turns += 1
        for block in content:
            match block.get("type"):
                case "text":
                    self.words.append(self._text(block, where))
                case "thinking":
                    only(block, "type thinking signature", where, "thinking signature")
                    if block["signature"] != sign(block["thinking"]):
                        raise Rejection(f"{where}: invalid `signature` in `thinking` block")
                case "tool_use":
                    only(block, "type id name input toolset_name cache_control", where, "id input")
                    self._open.append(block["id"])
                case other:
                    raise Rejection(f"{where}: unexpected block {other!r}")
            self.marks += "cache_control" in block

    def _user(self, content: list[Any], where: str) -> None:
        self.texts, self.pictures, self.results = [], [], []
        others = False
        for block in content:
            match block.get("type"):
                case "text":
                    others = True
                    self.texts.append(self._text(block, where))
                case "image":
                    others = True
                    self.pictures.append(self._image(block, where))
                case "tool_result":
                    if others:
                        raise Rejection(f"{where}: `tool_result` blocks must come first")
                    self._result(block, where)
                case other:
                    raise Rejection(f"{where}: unexpected block {other!r}")
            self.marks += "cache_control" in block
        if self._open:
            raise self._unanswered()
        self.words += [*(each.text for each in self.results), *self.texts]

    def _result(self, block: Mapping[str, Any], where: str) -> None:
        only(block, "type tool_use_id content is_error cache_control", where, "tool_use_id")
        if block["tool_use_id"] not in self._open:
            raise Rejection(
                f"{where}: unexpected `tool_use_id` {block['tool_use_id']!r} in `tool_result`"
            )
        self._open.remove(block["tool_use_id"])
        texts, pictures = [], []
        inner = block.get("content", [])
        for each in [{"type": "text", "text": inner}] if isinstance(inner, str) else inner:
            if each.get("type") == "image":
                pictures.append(self._image(each, where))
            else:
                texts.append(self._text(each, where))
        self.pictures += pictures
        self.results.append(
            Answered(
                call_id=block["tool_use_id"],
                text="\n".join(texts),
                pictures=tuple(pictures),
                failed=bool(block.get("is_error")),
            )
        )

    def _text(self, block: Mapping[str, Any], where: str) -> str:
        only(block, "type text cache_control", where, "text")
        if not block["text"].strip():
            raise Rejection(f"{where}: text content blocks must contain non-whitespace text")
        return str(block["text"])

    def _image(self, block: Mapping[str, Any], where: str) -> Shown:
        only(block, "type source cache_control", where, "source")
        source = only(block["source"], "type media_type data", where, "type media_type data")
        self.shown += 1
        longest = 2000 if self.shown > 20 else 8000
        shown = picture(
            source["data"], source["media_type"], most_bytes=_MOST_BYTES, longest=longest
        )
        if self.display is not None and (shown.width, shown.height) != self.display:
            raise Rejection(
                f"the screenshot is {shown.width}x{shown.height}, but the computer tool declares "
                f"a display of {self.display[0]}x{self.display[1]}"
            )
        return shown


def sign(thinking: str) -> str:
    """The signature that a thinking block must come back with."""
    return f"sig-{len(thinking)}-{sum(map(ord, thinking))}"


def write(say: Say, seen: Seen, number: int) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The events of a reply, in small pieces."""
    toolset = any(tool["type"] == "computer_toolset_20260801" for tool in seen.native)
    start = {
        "id": f"msg_{number}",
        "type": "message",
        "role": "assistant",
        "model": seen.model,
        "content": [],
        "stop_reason": None,
        "usage": {
            "input_tokens": 100,
            "cache_read_input_tokens": 1000,
            "cache_creation_input_tokens": 10,
            "output_tokens": 1,
        },
    }
    yield "message_start", {"type": "message_start", "message": start}
    yield "ping", {"type": "ping"}
    index = 0
    for kind, value in (("thinking", say.thought), ("text", say.text)):
        if not value:
            continue
        block = {"type": kind, kind: ""}
        if kind == "thinking":
            block["signature"] = ""
        yield from _block(index, block, kind, value)
        index += 1
    for at, use in enumerate(say.uses):
        block = {"type": "tool_use", "id": f"toolu_{number}_{at}", "name": use.name, "input": {}}
        if use.native and toolset:
            block["toolset_name"] = "computer"
        yield from _block(index, block, "input_json", dumps(use.arguments))
        index += 1
    reason = "refusal" if say.refused else "max_tokens" if say.cut else "end_turn"
    delta = {"stop_reason": "tool_use" if say.uses and reason == "end_turn" else reason}
    usage = {"output_tokens": 25}
    yield "message_delta", {"type": "message_delta", "delta": delta, "usage": usage}
    yield "message_stop", {"type": "message_stop"}


def _block(
    index: int, block: Mapping[str, Any], kind: str, value: str
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    name = "content_block_start"
    yield name, {"type": name, "index": index, "content_block": block}
    member = "partial_json" if kind == "input_json" else kind
    for piece in pieces(value):
        delta = {"type": f"{kind}_delta", member: piece}
        yield "content_block_delta", {"type": "content_block_delta", "index": index, "delta": delta}
    if kind == "thinking":
        delta = {"type": "signature_delta", "signature": sign(value)}
        yield "content_block_delta", {"type": "content_block_delta", "index": index, "delta": delta}
    yield "content_block_stop", {"type": "content_block_stop", "index": index}


def pieces(text: str, length: int = 17) -> Iterator[str]:
    """A text in pieces, as a stream brings it."""
    for start in range(0, len(text), length):
        yield text[start : start + length]


def dumps(value: object) -> str:
    """Compact JSON."""
    import json

    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
