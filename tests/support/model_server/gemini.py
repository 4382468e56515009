"""Google's Gemini with the computer-use tool, as strictly as the real server takes it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from model_server.messages import pieces
from model_server.talk import Answered, Rejection, Say, Seen, Shown, only, picture, schema

_TOP = "contents systemInstruction tools toolConfig generationConfig safetySettings cachedContent"
_SETTINGS = (
    "maxOutputTokens temperature topP topK stopSequences responseMimeType responseJsonSchema "
    "thinkingConfig seed candidateCount mediaResolution"
)
_ENVIRONMENTS = ("ENVIRONMENT_BROWSER", "ENVIRONMENT_DESKTOP", "ENVIRONMENT_MOBILE")


def read(body: Mapping[str, Any], headers: Mapping[str, str], model: str) -> Seen:
    """What a request shows; `Rejection` if it is not as the protocol says."""
    del headers
    only(body, _TOP, "request", "contents")
    only(body.get("generationConfig") or {}, _SETTINGS, "generationConfig")
    names, native = _tools(body.get("tools") or [])
    walk = _Walk(computer=bool(native))
    for at, content in enumerate(body["contents"]):
        walk.content(content, f"contents[{at}]")
    walk.end()
    system = only(body.get("systemInstruction") or {"parts": []}, "role parts", "systemInstruction")
    return Seen(
        protocol="gemini",
        model=model,
        system="\n".join(part["text"] for part in system["parts"]),
        turns=walk.turns,
        texts=tuple(walk.texts),
        pictures=tuple(walk.pictures),
        results=tuple(walk.results),
        conversation="\n".join(walk.words),
        tools=names,
        native=native,
    )


def _tools(tools: list[Any]) -> tuple[tuple[str, ...], tuple[Mapping[str, Any], ...]]:
    names, native = [], []
    for at, tool in enumerate(tools):
        where = f"tools[{at}]"
        only(tool, "computerUse functionDeclarations", where)
        if "computerUse" in tool:
            computer = only(
                tool["computerUse"],
                "environment excludedPredefinedFunctions enablePromptInjectionDetection",
                f"{where}.computerUse",
                "environment",
            )
            if computer["environment"] not in _ENVIRONMENTS:
                raise Rejection(f"{where}: invalid environment {computer['environment']!r}")
            native.append(tool)
        for function in tool.get("functionDeclarations") or []:
            only(function, "name description parameters parametersJsonSchema", where, "name")
            if not re.fullmatch(r"[a-zA-Z_][a-zA-Z0-9_.-]{0,63}", function["name"]):
                raise Rejection(f"{where}: invalid function name {function['name']!r}")
            schema(function.get("parametersJsonSchema", {"type": "object"}), where)
            names.append(function["name"])
    return tuple(names), tuple(native)


class _Walk:
    """Reads the contents in order."""

    def __init__(self, *, computer: bool) -> None:
        self._computer = computer
        self.turns = 0
        self.words: list[str] = []
        self.texts: list[str] = []
        self.pictures: list[Shown] = []
        self.results: list[Answered] = []
        self._open: list[Mapping[str, Any]] = []
        self._role = ""

    def content(self, content: object, where: str) -> None:
        got = only(content, "role parts", where, "role parts")
        role, parts = got["role"], got["parts"]
        if role not in ("user", "model"):
            raise Rejection(f"{where}.role: please use a valid role: user, model")
        if not self._role and role != "user":
            raise Rejection("contents: the conversation must begin with the user")
        if role == self._role:
            raise Rejection(f"{where}: roles must alternate between user and model")
        if not parts:
            raise Rejection(f"{where}.parts: must not be empty")
        if role == "model":
            self._model(parts, where)
        else:
            self._user(parts, where)
        self._role = role

    def end(self) -> None:
        if self._role != "user":
            raise Rejection("contents: must end with the user")

    def _model(self, parts: list[Any], where: str) -> None:
        self.turns += 1
        for part in parts:
            only(part, "text functionCall thought thoughtSignature", where)
            if "functionCall" in part:
                call = only(part["functionCall"], "id name args", where, "name")
                if not self._open and not part.get("thoughtSignature"):
                    raise Rejection(f"{where}: function call is missing a thought_signature")
                self._open.append(call)
            else:
                self.words.append(part.get("text", ""))

    def _user(self, parts: list[Any], where: str) -> None:
        self.texts, self.pictures, self.results = [], [], []
        answered = [part["functionResponse"] for part in parts if "functionResponse" in part]
        if len(answered) != len(self._open):
            raise Rejection(
                "Please ensure that the number of function response parts is equal to the number "
                "of function call parts of the function call turn."
            )
        for call, answer in zip(self._open, answered, strict=True):
            self._answer(call, answer, where)
        self._open = []
        for part in parts:
            only(part, "text inlineData functionResponse", where)
            if "inlineData" in part:
                self.pictures.append(_picture(part, where))
            elif "text" in part:
                if not part["text"]:
                    raise Rejection(f"{where}: text must not be empty")
                self.texts.append(part["text"])
        self.words += [*(each.text for each in self.results), *self.texts]

    def _answer(self, call: Mapping[str, Any], answer: Any, where: str) -> None:
        only(answer, "id name response parts", where, "name response")
        if answer["name"] != call["name"] or answer.get("id") != call.get("id"):
            raise Rejection(f"{where}: the response {answer['name']!r} is to no such call")
        response = answer["response"]
        asked = (call.get("args") or {}).get("safety_decision")
        acknowledged = response.get("safety_acknowledgement") == "true"
        if asked and not acknowledged:
            raise Rejection(f"{where}: the safety decision was not acknowledged")
        if self._computer and call.get("id", "").startswith("cu") and "url" not in response:
            raise Rejection(f"{where}: response of a computer use function needs 'url'")
        pictures = tuple(_picture(part, where) for part in answer.get("parts") or [])
        self.pictures += pictures
        self.results.append(
            Answered(
                call_id=call.get("id", ""),
                text=str(response.get("output") or response.get("error") or ""),
                pictures=pictures,
                failed="error" in response,
                acknowledged=acknowledged,
            )
        )


def _picture(part: Mapping[str, Any], where: str) -> Shown:
    blob = only(part["inlineData"], "mimeType data", where, "mimeType data")
    return picture(blob["data"], blob["mimeType"], most_bytes=20 << 20, longest=20_000)


def write(say: Say, seen: Seen, number: int) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The events of a reply, in small pieces."""

    def chunk(parts: list[Mapping[str, Any]], reason: str = "") -> Mapping[str, Any]:
        candidate: dict[str, Any] = {"content": {"role": "model", "parts": parts}, "index": 0}
        if reason:
            candidate["finishReason"] = reason
        return {"candidates": [candidate], "modelVersion": seen.model}

    for piece in pieces(say.thought):
        yield "", chunk([{"text": piece, "thought": True}])
    for piece in pieces(say.text):
        yield "", chunk([{"text": piece}])
    calls = []
    for at, use in enumerate(say.uses):
        arguments = dict(use.arguments)
        if use.doubt:
            arguments["safety_decision"] = {
                "decision": "require_confirmation",
                "explanation": use.doubt,
            }
        identity = f"{'cu' if use.native else 'fn'}_{number}_{at}"
        part = {"functionCall": {"id": identity, "name": use.name, "args": arguments}}
        calls.append({**part, "thoughtSignature": f"c2ln{number}"} if at == 0 else part)
    reason = "SAFETY" if say.refused else "MAX_TOKENS" if say.cut else "STOP"
    usage = {
        "promptTokenCount": 1110,
        "cachedContentTokenCount": 1000,
        "candidatesTokenCount": 20,
        "thoughtsTokenCount": 5,
    }
    yield "", {**chunk(calls, reason), "usageMetadata": usage}
