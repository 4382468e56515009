"""Google's Gemini: `streamGenerateContent`, with its computer-use tool."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.context import RunContext
from app.models.errors import ReplyBroken
from app.models.transport import Transport
from app.models.wire import (
    AssistantTurn,
    Call,
    ModelRequest,
    Part,
    Reply,
    Result,
    SafetyCheck,
    Stop,
    Text,
    Turn,
    Usage,
)

_REFUSALS = frozenset(
    {"SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "IMAGE_SAFETY"}
)
_MALFORMED = frozenset({"MALFORMED_FUNCTION_CALL", "MALFORMED_RESPONSE", "UNEXPECTED_TOOL_CALL"})


class Gemini:
    """Implements `WireClient`.

    Args:
        transport: to the server's `/v1beta`, with the header `x-goog-api-key`.
        model: its name there.
    """

    def __init__(self, transport: Transport, model: str) -> None:
        self._transport = transport
        self._model = model

    def body(self, request: ModelRequest) -> Mapping[str, Any]:
        """The JSON that `complete` would send."""
        settings: dict[str, Any] = {"maxOutputTokens": request.max_tokens}
        if request.temperature is not None:
            settings["temperature"] = request.temperature
        if request.schema is not None:
            settings["responseMimeType"] = "application/json"
            settings["responseJsonSchema"] = dict(request.schema)
        body: dict[str, Any] = {
            "systemInstruction": {"parts": [{"text": request.system}]},
            "contents": [_content(turn) for turn in request.turns],
            "generationConfig": settings,
        }
        tools: list[dict[str, Any]] = [dict(each) for each in request.native]
        if request.tools:
            tools.append(
                {
                    "functionDeclarations": [
                        {
                            "name": tool.name,
                            "description": tool.description,
                            "parametersJsonSchema": dict(tool.parameters),
                        }
                        for tool in request.tools
                    ]
                }
            )
        if tools:
            body["tools"] = tools
            if request.required:
                body["toolConfig"] = {"functionCallingConfig": {"mode": "ANY"}}
        return {**body, **request.extra}

    def complete(self, request: ModelRequest, context: RunContext) -> Reply:
        """Call the model; see `WireClient.complete`."""
        ours = frozenset(tool.name for tool in request.tools)
        gathered = _Gathered()
        path = f"models/{self._model}:streamGenerateContent?alt=sse"
        for event in self._transport.stream(path, self.body(request), context):
            if piece := gathered.add(event.data):
                context.emit(piece)
        return gathered.reply(ours)

    def models(self, context: RunContext) -> tuple[str, ...]:
        """Names of the models that the server has."""
        listed = self._transport.get("models", context)
        entries = listed.get("models") if isinstance(listed, dict) else None
        if not isinstance(entries, list):
            raise ReplyBroken("the server's list of models is no list")
        return tuple(str(each.get("name", "")).removeprefix("models/") for each in entries)

    def close(self) -> None:
        """Let go of the server."""
        self._transport.close()


def _content(turn: Turn) -> dict[str, Any]:
    if isinstance(turn, AssistantTurn):
        parts = turn.raw if turn.raw is not None else [{"text": turn.text}]
        return {"role": "model", "parts": list(parts)}
    answers = [_answer(result) for result in turn.results]
    return {"role": "user", "parts": [*answers, *(_part(part) for part in turn.parts)]}


def _answer(result: Result) -> dict[str, Any]:
    said = "\n".join(part.text for part in result.parts if isinstance(part, Text))
    response: dict[str, Any] = {"error" if result.failed else "output": said or "done"}
    if result.url or result.call.native:
        response["url"] = result.url
    if result.acknowledged:
        response["safety_acknowledgement"] = "true"
    answer: dict[str, Any] = {"name": result.call.name, "response": response}
    if not result.call.id.startswith(_OWN):
        answer["id"] = result.call.id
    pictures = [_part(part) for part in result.parts if not isinstance(part, Text)]
    if pictures:
        answer["parts"] = pictures
    return {"functionResponse": answer}


def _part(part: Part) -> dict[str, Any]:
    if isinstance(part, Text):
        return {"text": part.text}
    return {"inlineData": {"mimeType": part.media_type, "data": part.base64}}


_OWN = "deskhand-"  # begins the id of a call that the server gave none


class _Gathered:
    """A reply as it comes in."""

    def __init__(self) -> None:
        self._parts: list[dict[str, Any]] = []
        self._usage = Usage()
        self._reason = ""

    def add(self, chunk: Any) -> str:
        """Take in one chunk; what text it brings.

        Raises:
            ReplyBroken: it is not as the protocol says, or tells of a failure.
        """
        try:
            if "error" in chunk:
                said = chunk["error"].get("message", "no reason given")
                raise ReplyBroken(f"the server failed in the middle of the reply: {said}")
            return self._add(chunk)
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise ReplyBroken(f"a chunk is not as the protocol says ({error!r})") from error

    def _add(self, chunk: Mapping[str, Any]) -> str:
        if usage := chunk.get("usageMetadata"):
            self._usage = Usage(
                input=int(usage.get("promptTokenCount") or 0)
                + int(usage.get("toolUsePromptTokenCount") or 0),
                cached=int(usage.get("cachedContentTokenCount") or 0),
                output=int(usage.get("candidatesTokenCount") or 0)
                + int(usage.get("thoughtsTokenCount") or 0),
            )
        if blocked := (chunk.get("promptFeedback") or {}).get("blockReason"):
            self._reason = "SAFETY" if blocked == "SAFETY" else "PROHIBITED_CONTENT"
        candidates = chunk.get("candidates") or []
        if not candidates:
            return ""
        self._reason = candidates[0].get("finishReason") or self._reason
        said = ""
        for part in (candidates[0].get("content") or {}).get("parts") or []:
            self._parts.append(dict(part))
            if not part.get("thought"):
                said += part.get("text") or ""
        return said

    def reply(self, ours: frozenset[str]) -> Reply:
        """The whole of it.

        Raises:
            ReplyBroken: it ended in the middle.
        """
        if not self._reason:
            raise ReplyBroken("the reply was cut off")
        if self._reason in _MALFORMED:
            raise ReplyBroken(f"the model made a call that its server rejects ({self._reason})")
        texts = [part["text"] for part in self._parts if "text" in part and not part.get("thought")]
        thoughts = [part["text"] for part in self._parts if "text" in part and part.get("thought")]
        calls = tuple(
            _call(part["functionCall"], at, ours)
            for at, part in enumerate(self._parts)
            if isinstance(part.get("functionCall"), dict)
        )
        stop: Stop = "calls" if calls else "end"
        if self._reason in _REFUSALS:
            stop = "refusal"
        elif self._reason == "MAX_TOKENS":
            stop = "length"
        return Reply(
            text="".join(texts),
            thought="".join(thoughts),
            calls=calls,
            usage=self._usage,
            stop=stop,
            reason=self._reason,
            raw=self._parts,
        )


def _call(said: Mapping[str, Any], at: int, ours: frozenset[str]) -> Call:
    arguments = dict(said.get("args") or {})
    doubt = arguments.pop("safety_decision", None)
    checks: tuple[SafetyCheck, ...] = ()
    if isinstance(doubt, dict) and doubt.get("decision") == "require_confirmation":
        checks = (SafetyCheck(id="safety", message=str(doubt.get("explanation") or "")),)
    name = str(said.get("name") or "")
    return Call(
        id=str(said.get("id") or f"{_OWN}{at}"),
        name=name,
        arguments=arguments,
        native=name not in ours,
        checks=checks,
    )
