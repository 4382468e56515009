"""OpenAI's responses with the computer tool, as strictly as the real server takes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from model_server.messages import dumps, pieces
from model_server.talk import Answered, Rejection, Say, Seen, Shown, data_url, only, schema

_TOP = (
    "model input instructions tools tool_choice max_output_tokens temperature top_p store include "
    "stream text truncation reasoning parallel_tool_calls previous_response_id metadata user"
)
_MOST_BYTES = 50 << 20


def read(body: Mapping[str, Any], headers: Mapping[str, str], model: str) -> Seen:
    """What a request shows; `Rejection` if it is not as the protocol says."""
    del headers, model
    only(body, _TOP, "request", "model input")
    names, native = _tools(body.get("tools") or [], body)
    walk = _Walk(stored=body.get("store") is not False)
    for at, item in enumerate(body["input"]):
        walk.item(item, f"input[{at}]")
    walk.end()
    return Seen(
        protocol="responses",
        model=body["model"],
        system=body.get("instructions") or "",
        turns=walk.turns,
        texts=tuple(walk.texts),
        pictures=tuple(walk.pictures),
        results=tuple(walk.results),
        conversation="\n".join(walk.words),
        tools=names,
        native=native,
    )


def _tools(
    tools: list[Any], body: Mapping[str, Any]
) -> tuple[tuple[str, ...], tuple[Mapping[str, Any], ...]]:
    names, native = [], []
    for at, tool in enumerate(tools):
        where = f"tools[{at}]"
        match tool.get("type"):
            case "function":
                only(tool, "type name description parameters strict", where, "name parameters")
                schema(tool["parameters"], f"{where}.parameters")
                names.append(tool["name"])
            case "computer":
                only(tool, "type", where)
                native.append(tool)
            case "computer_use_preview":
                known = "type display_width display_height environment"
                only(tool, known, where, known)
                if body.get("truncation") != "auto":
                    raise Rejection("truncation: must be 'auto' with computer_use_preview")
                native.append(tool)
            case other:
                raise Rejection(f"{where}.type: invalid value {other!r}")
    return tuple(names), tuple(native)


class _Walk:
    """Reads the input items in order."""

    def __init__(self, *, stored: bool) -> None:
        self._stored = stored
        self.turns = 0
        self.words: list[str] = []
        self.texts: list[str] = []
        self.pictures: list[Shown] = []
        self.results: list[Answered] = []
        self._open: dict[str, tuple[str, frozenset[str]]] = {}  # id -> kind, unacknowledged checks
        self._speaker = ""
        self._reasoned = False

    def item(self, item: Any, where: str) -> None:
        kind = item.get("type", "message") if isinstance(item, dict) else None
        ours = kind in ("function_call_output", "computer_call_output") or (
            kind == "message" and item.get("role") == "user"
        )
        if ours and self._speaker != "user":
            self.texts, self.pictures, self.results = [], [], []
        if not ours and self._speaker == "user":
            if self._open:
                raise self._unanswered()
            self.turns += 1
        if ours and self._reasoned:
            raise Rejection(f"{where}: a 'reasoning' item came without its following item")
        self._speaker = "user" if ours else "model"
        self._reasoned = kind == "reasoning"
        match kind:
            case "message":
                self._message(item, where)
            case "reasoning":
                only(item, "type id summary content encrypted_content status", where, "id summary")
                if not self._stored and not item.get("encrypted_content"):
                    raise Rejection(f"{where}: item {item['id']!r} was not stored and is unknown")
            case "function_call":
                only(item, "type id call_id name arguments status", where, "call_id name arguments")
                self._open[item["call_id"]] = ("function", frozenset())
            case "computer_call":
                only(
                    item,
                    "type id call_id action actions pending_safety_checks status",
                    where,
                    "call_id id pending_safety_checks status",
                )
                checks = frozenset(each["id"] for each in item["pending_safety_checks"])
                self._open[item["call_id"]] = ("computer", checks)
            case "function_call_output":
                self._output(item, where)
            case "computer_call_output":
                self._computer_output(item, where)
            case other:
                raise Rejection(f"{where}.type: invalid value {other!r}")

    def end(self) -> None:
        if self._open:
            raise self._unanswered()
        if self._speaker != "user":
            raise Rejection("input must end with something from the user")

    def _unanswered(self) -> Rejection:
        identity, (kind, _) = next(iter(self._open.items()))
        return Rejection(f"No tool output found for {kind} call {identity}.")

    def _message(self, item: Mapping[str, Any], where: str) -> None:
        only(item, "type id role content status phase", where, "role content")
        for part in item["content"]:
            match part.get("type"):
                case "input_text" if item["role"] == "user":
                    self.texts.append(only(part, "type text", where, "text")["text"])
                    self.words.append(part["text"])
                case "input_image" if item["role"] == "user":
                    self.pictures.append(self._image(part, where))
                case "output_text" if item["role"] == "assistant":
                    only(part, "type text annotations logprobs", where, "text")
                    self.words.append(part["text"])
                case "refusal" if item["role"] == "assistant":
                    only(part, "type refusal", where, "refusal")
                case other:
                    raise Rejection(f"{where}: invalid content {other!r} for {item['role']}")

    def _image(self, part: Mapping[str, Any], where: str) -> Shown:
        only(part, "type image_url detail file_id", where, "image_url")
        return data_url(part["image_url"], most_bytes=_MOST_BYTES, longest=20_000)

    def _output(self, item: Mapping[str, Any], where: str) -> None:
        only(item, "type id call_id output status", where, "call_id output")
        self._answers(item, "function", where)
        texts, pictures = [], []
        output = item["output"]
        for part in [{"type": "input_text", "text": output}] if isinstance(output, str) else output:
            if part.get("type") == "input_text":
                texts.append(part["text"])
            elif part.get("type") == "input_image":
                pictures.append(self._image(part, where))
            else:
                raise Rejection(f"{where}.output: invalid part {part.get('type')!r}")
        self.pictures += pictures
        self.words += texts
        self.results.append(
            Answered(call_id=item["call_id"], text="\n".join(texts), pictures=tuple(pictures))
        )

    def _computer_output(self, item: Mapping[str, Any], where: str) -> None:
        only(
            item,
            "type id call_id output acknowledged_safety_checks status",
            where,
            "call_id output",
        )
        checks = self._answers(item, "computer", where)
        given = {each["id"] for each in item.get("acknowledged_safety_checks") or []}
        if missing := checks - given:
            raise Rejection(f"{where}: safety check {sorted(missing)[0]!r} was not acknowledged")
        output = only(item["output"], "type image_url file_id", where, "type image_url")
        if output["type"] != "computer_screenshot":
            raise Rejection(f"{where}.output.type: must be computer_screenshot")
        shown = data_url(output["image_url"], most_bytes=_MOST_BYTES, longest=20_000)
        self.pictures.append(shown)
        self.results.append(
            Answered(call_id=item["call_id"], pictures=(shown,), acknowledged=bool(given))
        )

    def _answers(self, item: Mapping[str, Any], kind: str, where: str) -> frozenset[str]:
        found = self._open.pop(item["call_id"], None)
        if found is None or found[0] != kind:
            raise Rejection(f"{where}: no {kind} call found with call_id {item['call_id']!r}")
        return found[1]


def write(say: Say, seen: Seen, number: int) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The events of a reply."""
    preview = any(tool["type"] == "computer_use_preview" for tool in seen.native)
    output: list[Mapping[str, Any]] = []
    if say.thought:
        output.append(
            {
                "type": "reasoning",
                "id": f"rs_{number}",
                "summary": [{"type": "summary_text", "text": say.thought}],
                "encrypted_content": f"gAAAA{number}",
            }
        )
    created = {"id": f"resp_{number}", "status": "in_progress", "output": []}
    yield "response.created", {"type": "response.created", "response": created}
    if say.text or not say.uses:
        for piece in pieces(say.text):
            name = "response.output_text.delta"
            yield name, {"type": name, "delta": piece}
        part: Mapping[str, Any] = {"type": "output_text", "text": say.text, "annotations": []}
        if say.refused:
            part = {"type": "refusal", "refusal": say.text}
        message = {"type": "message", "id": f"msg_{number}", "role": "assistant"}
        output.append({**message, "status": "completed", "content": [part]})
    for at, use in enumerate(say.uses):
        output.append(_call(use, f"{number}_{at}", preview))
    finished: dict[str, Any] = {
        **created,
        "status": "completed",
        "output": output,
        "usage": {
            "input_tokens": 1110,
            "input_tokens_details": {"cached_tokens": 1000},
            "output_tokens": 25,
        },
    }
    name = "response.completed"
    if say.cut:
        name, finished["status"] = "response.incomplete", "incomplete"
        finished["incomplete_details"] = {"reason": "max_output_tokens"}
    yield name, {"type": name, "response": finished}


def _call(use: Any, number: str, preview: bool) -> Mapping[str, Any]:
    if not use.native:
        return {
            "type": "function_call",
            "id": f"fc_{number}",
            "call_id": f"call_{number}",
            "name": use.name,
            "arguments": dumps(use.arguments),
            "status": "completed",
        }
    checks = [{"id": f"sc_{number}", "code": "doubt", "message": use.doubt}] if use.doubt else []
    actions = use.arguments["actions"]
    what = {"action": actions[0]} if preview else {"actions": actions}
    return {
        "type": "computer_call",
        "id": f"cu_{number}",
        "call_id": f"call_{number}",
        **what,
        "pending_safety_checks": checks,
        "status": "completed",
    }
