"""OpenAI's responses, with its own computer tool.

Nothing is kept on the server (`store: false`): the whole conversation is sent each time, with the
model's own items, encrypted reasoning included, as they came. So a run can go on after anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
    Picture,
    Reply,
    Result,
    SafetyCheck,
    Stop,
    Text,
    Turn,
    Usage,
)


class Responses:
    """Implements `WireClient`.

    Args:
        transport: to the server's `/v1`.
        model: its name there.
    """

    def __init__(self, transport: Transport, model: str) -> None:
        self._transport = transport
        self._model = model

    def body(self, request: ModelRequest) -> Mapping[str, Any]:
        """The JSON that `complete` would send."""
        body: dict[str, Any] = {
            "model": self._model,
            "instructions": request.system,
            "input": [item for turn in request.turns for item in _items(turn)],
            "max_output_tokens": request.max_tokens,
            "store": False,
            "include": ["reasoning.encrypted_content"],
            "stream": True,
        }
        if request.temperature is not None:
            body["temperature"] = request.temperature
        tools = [
            *(dict(each) for each in request.native),
            *(
                {
                    "type": "function",
                    "name": tool.name,
                    "description": tool.description,
                    "parameters": dict(tool.parameters),
                    "strict": False,
                }
                for tool in request.tools
            ),
        ]
        if tools:
            body["tools"] = tools
            if request.required:
                body["tool_choice"] = "required"
        if request.schema is not None:
            body["text"] = {
                "format": {"type": "json_schema", "name": "reply", "schema": dict(request.schema)}
            }
        return {**body, **request.extra}

    def complete(self, request: ModelRequest, context: RunContext) -> Reply:
        """Call the model; see `WireClient.complete`."""
        for event in self._transport.stream("responses", self.body(request), context):
            data = event.data if isinstance(event.data, dict) else {}
            match data.get("type"):
                case "response.output_text.delta":
                    context.emit(str(data.get("delta", "")))
                case "response.completed" | "response.incomplete":
                    return _reply(data.get("response"))
                case "response.failed" | "error":
                    failed = data.get("response") or data
                    said = failed.get("error") or failed
                    raise ReplyBroken(f"the server failed in the middle of the reply: {said}")
        raise ReplyBroken("the reply was cut off")

    def models(self, context: RunContext) -> tuple[str, ...]:
        """Names of the models that the server has."""
        return model_names(self._transport.get("models", context))

    def close(self) -> None:
        """Let go of the server."""
        self._transport.close()


def _items(turn: Turn) -> Iterable[Mapping[str, Any]]:
    if isinstance(turn, AssistantTurn):
        if turn.raw is not None:
            yield from turn.raw
        elif turn.text:
            yield {
                "type": "message",
                "role": "assistant",
                "content": [{"type": "output_text", "text": turn.text}],
            }
        return
    for result in turn.results:
        yield from _answer(result)
    if turn.parts:
        yield {"type": "message", "role": "user", "content": [_part(each) for each in turn.parts]}


def _answer(result: Result) -> Iterable[Mapping[str, Any]]:
    if not result.call.native:
        yield {
            "type": "function_call_output",
            "call_id": result.call.id,
            "output": [_part(part) for part in result.parts] or "done",
        }
        return
    picture = next((part for part in result.parts if isinstance(part, Picture)), None)
    if picture is None:
        raise ValueError("the computer tool of this protocol is answered with a picture")
    output: dict[str, Any] = {
        "type": "computer_call_output",
        "call_id": result.call.id,
        "output": {"type": "computer_screenshot", "image_url": picture.data_url},
    }
    if result.acknowledged:
        output["acknowledged_safety_checks"] = [
            {"id": check.id, "code": check.code, "message": check.message}
            for check in result.acknowledged
        ]
    yield output
    words = [_part(part) for part in result.parts if isinstance(part, Text)]
    if words:  # it takes none itself
        yield {"type": "message", "role": "user", "content": words}


def _part(part: Part) -> Mapping[str, Any]:
    if isinstance(part, Text):
        return {"type": "input_text", "text": part.text}
    return {"type": "input_image", "image_url": part.data_url, "detail": "original"}


def _reply(response: Any) -> Reply:
    """The reply in a finished response.

    Raises:
        ReplyBroken: it is not as the protocol says.
    """
    try:
        return _understood(response)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ReplyBroken(f"the reply is not as the protocol says ({error!r})") from error


def _understood(response: Mapping[str, Any]) -> Reply:
    texts, thoughts, refusals, calls = [], [], [], []
    for item in response["output"]:
        match item["type"]:
            case "message":
                for part in item["content"]:
                    if part["type"] == "refusal":
                        refusals.append(part["refusal"])
                    elif part["type"] == "output_text":
                        texts.append(part["text"])
            case "reasoning":
                thoughts += [each["text"] for each in item.get("summary") or []]
            case "function_call":
                calls.append(
                    Call(
                        id=item["call_id"],
                        name=item["name"],
                        arguments=parsed_arguments(item["arguments"]),
                    )
                )
            case "computer_call":
                calls.append(_computer_call(item))
    usage = response.get("usage") or {}
    reason = (response.get("incomplete_details") or {}).get("reason") or ""
    stop: Stop = "calls" if calls else "end"
    if reason == "max_output_tokens":
        stop = "length"
    elif refusals or reason == "content_filter":
        stop = "refusal"
    return Reply(
        text="\n".join(texts or refusals),
        thought="\n".join(thoughts),
        calls=tuple(calls),
        usage=Usage(
            input=int(usage.get("input_tokens") or 0),
            cached=int((usage.get("input_tokens_details") or {}).get("cached_tokens") or 0),
            output=int(usage.get("output_tokens") or 0),
        ),
        stop=stop,
        reason=reason or str(response.get("status") or ""),
        raw=response["output"],
    )


def _computer_call(item: Mapping[str, Any]) -> Call:
    """A computer call; the older tool's single action becomes a batch of one."""
    actions = item.get("actions") or ([item["action"]] if item.get("action") else [])
    return Call(
        id=item["call_id"],
        name="computer",
        arguments={"actions": actions},
        native=True,
        checks=tuple(
            SafetyCheck(
                id=check["id"], code=check.get("code") or "", message=check.get("message") or ""
            )
            for check in item.get("pending_safety_checks") or []
        ),
    )
