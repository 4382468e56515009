"""A model on this machine as a `WireClient`. Imports neither torch nor transformers."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from actions.context import RunContext
from app.errors import UsageError
from app.models.errors import ReplyBroken
from app.models.local.shared import Place, borrow, give_back
from app.models.local.weights import DTYPES, WeightsError, cached, look_at
from app.models.profile import Profile
from app.models.wire import (
    AssistantTurn,
    ModelRequest,
    Part,
    Picture,
    Reply,
    Text,
    Turn,
    Usage,
)

_PIXELS = ("sent_px", "smart_resize_px")
_NEEDED = ("torch", "transformers")
_INSTALL = "pip install torch==2.13.0 'xgrammar>=0.2.8'"


class LocalClient:
    """Implements `WireClient`; also for grounding models.

    The model is loaded when it is first asked, which is told through `RunContext.emit`. All
    clients of one folder share one process.

    Args:
        place: of the weights.
        profile: of the model's family.
    """

    def __init__(self, place: Place, profile: Profile) -> None:
        self._profile = profile
        self._model = borrow(place)
        self._closed = False

    def body(self, request: ModelRequest) -> Mapping[str, Any]:
        """What the worker is sent."""
        messages = [_message(turn) for turn in request.turns]
        if request.system:
            messages.insert(0, {"role": "system", "content": [_part(Text(request.system))]})
        return {
            "do": "write",
            "model": self._model.place.folder.name,
            "messages": messages,
            "most": request.max_tokens,
            "temperature": request.temperature,
            "form": dict(request.form) if request.form is not None else None,
            "exact": self._profile.space in _PIXELS,
        }

    def complete(self, request: ModelRequest, context: RunContext) -> Reply:
        """Call the model; see `WireClient.complete`."""
        told = self._model.ask(self.body(request), context, context.emit)
        try:
            return _reply(told)
        except (KeyError, TypeError, ValueError) as failure:
            raise ReplyBroken(
                f"the local model's process answers nonsense ({failure})"
            ) from failure

    def load(self, context: RunContext) -> None:
        """Load the model now, rather than at the first call.

        Raises:
            ModelError: it cannot be loaded.
            RunCancelled: the run was stopped.
        """
        self._model.load(context)

    def models(self, context: RunContext) -> tuple[str, ...]:
        """The one model."""
        return (self._model.place.folder.name,)

    def close(self) -> None:
        """Let go of the model."""
        if not self._closed:
            self._closed = True
            give_back(self._model)


def local_client(
    name: str, model: str, profile: Profile, *, weights: str, device: str, dtype: str
) -> LocalClient:
    """A client for a model as models.yaml has it.

    Args:
        name: what the person calls it.
        model: its name on the hub, which says where its weights are if `weights` does not.
        profile: of its family.
        weights: the folder of its weights, or "".
        device: "" for "auto".
        dtype: "" for "auto".

    Raises:
        UsageError: something is missing or broken; said before anything is started.
    """
    if profile.protocol not in ("local", "chat_completions") or _calls(profile):
        raise UsageError(
            f"A local model answers in text, and the profile {profile.name} of {name} wants calls "
            "of tools. Name the profile of its family, or `profile: compatible-text`."
        )
    if (dtype or "auto") not in DTYPES:
        raise UsageError(f"The model {name} has `dtype: {dtype}`; there are {', '.join(DTYPES)}.")
    missing = [each for each in _NEEDED if importlib.util.find_spec(each) is None]
    if missing:
        raise UsageError(
            f"To run the model {name} here, {' and '.join(missing)} must be installed where "
            f"Deskhand is: {_INSTALL}. See docs/local-models.md."
        )
    folder = Path(weights).expanduser() if weights else cached(model)
    if folder is None:
        raise UsageError(
            f"The weights of {name} are not on this machine. Download them first, as with "
            f"`hf download {model} --local-dir FOLDER`, and write `weights: FOLDER` in models.yaml."
        )
    try:
        look_at(folder)
    except WeightsError as failure:
        raise UsageError(f"The model {name} cannot be used. {failure}") from failure
    place = Place(folder=folder.resolve(), device=device or "auto", dtype=dtype or "auto")
    return LocalClient(place, profile)


def _calls(profile: Profile) -> bool:
    return profile.purpose == "planning" and profile.spoken.functions


def _message(turn: Turn) -> dict[str, Any]:
    if isinstance(turn, AssistantTurn):
        return {"role": "assistant", "content": [_part(Text(turn.text))]}
    parts = [part for result in turn.results for part in result.parts]
    return {"role": "user", "content": [_part(part) for part in (*parts, *turn.parts)]}


def _part(part: Part) -> dict[str, Any]:
    if isinstance(part, Picture):
        return {"type": "image", "data": part.base64}
    return {"type": "text", "text": part.text}


def _reply(told: Mapping[str, Any]) -> Reply:
    text, thought = str(told["text"]), ""
    if told["thinks"] or text.lstrip().startswith("<think>"):
        thought, closed, rest = text.partition("</think>")
        if closed:
            text = rest.lstrip("\n")
            thought = thought.replace("<think>", "", 1).strip()
        else:  # cut off before it said anything
            text, thought = "", thought.strip()
    return Reply(
        text=text,
        thought=thought,
        usage=Usage(input=int(told["read"]), output=int(told["written"])),
        stop="length" if told["cut"] else "end",
        reason="cut off" if told["cut"] else "",
    )
