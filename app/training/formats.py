"""Samples in the formats that trainers read, one record a run.

Coordinates, pictures and words are those of a model profile: what is written is what that model
would have been sent and would have answered.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from actions.action import Action
from actions.coordinates import Frame
from actions.errors import ReplyError
from actions.schema import name_of
from actions.trajectory import Task
from app.errors import UsageError
from app.models.dialects.interface import act_tool
from app.models.pictures import pictured
from app.models.profile import Profile, ProfileError, profiles
from app.models.wire import Picture, Reply
from app.training.points import otherwise, pointed
from app.training.samples import Sample, Turn
from perception.text_form import render

Json = dict[str, Any]
Place = Callable[[Picture], str]  # stores a picture and gives its path in the export

# A point as the model is trained on it; when it answers, the marks are special tokens and left out.
# Quotes in a text that is typed are escaped, so that it cannot look like one.
_BOX = re.compile(r"\b(start_box|end_box)='(\([\d.]+,[\d.]+\))'")
_LONGEST = 12_000  # characters of a list of elements, as a planner is shown it


class Unsayable(Exception):
    """A run holds an action that the profile's dialect has no words for, or no pictures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A turn as a model of the profile would have had it.

    Attributes:
        turn: of the sample.
        picture: as it would have been sent.
        frame: how its numbers map to the environment.
        elements: the list of elements; "" for models that see the picture alone.
        reply: what it would have answered.
    """

    turn: Turn
    picture: Picture
    frame: Frame
    elements: str
    reply: Reply


def shown(sample: Sample, profile: Profile) -> list[Shown]:
    """The turns of a sample as a model of the profile would have had them.

    Raises:
        Unsayable: see there.
    """
    return [_shown(turn, profile) for turn in sample.turns]


def _shown(turn: Turn, profile: Profile) -> Shown:
    if turn.observation.screenshot is None:
        raise Unsayable("a step has no picture")
    try:
        picture, frame = pictured(turn.observation, profile)
    except OSError as failure:
        raise Unsayable("the picture of a step is gone") from failure
    own = profile.dialect.startswith("deskhand")
    elements = render(turn.observation, limit=_LONGEST) if own else ""
    return Shown(
        turn=turn,
        picture=picture,
        frame=frame,
        elements=elements,
        reply=_reply(turn, profile, frame, own=own),
    )


def _reply(turn: Turn, profile: Profile, frame: Frame, *, own: bool) -> Reply:
    """The turn in the profile's words."""
    try:
        actions = [each.action for each in turn.said] if own else _points(turn)
        ways = [actions, *otherwise(turn.said[-1])]
    except ReplyError as failure:
        raise _unsayable(turn, failure) from failure
    wrong: ReplyError | None = None
    for way in ways:
        try:
            return profile.spoken.serialise(way, frame, thought=turn.thought)
        except ReplyError as failure:
            wrong = wrong or failure
    assert wrong is not None
    raise _unsayable(turn, wrong) from wrong


def _unsayable(turn: Turn, why: ReplyError) -> Unsayable:
    names = ", ".join(name_of(each.action) for each in turn.said)
    return Unsayable(f"{names}: {why}")


def _points(turn: Turn) -> list[Action]:
    return [action for said in turn.said for action in pointed(said)]


def chat(sample: Sample, profile: Profile, place: Place) -> Json:
    """A line of OpenAI's chat format, with the pictures in it.

    Turns that went wrong have the weight 0: they are read, not learned.
    """
    turns = shown(sample, profile)
    messages: list[Json] = [{"role": "system", "content": profile.told(turns[0].frame)}]
    for at, each in enumerate(turns):
        messages += _asked(each, _task(sample.task) if at == 0 else "", messages[-1])
        messages.append(_answered(each.reply, f"call_{at}", weight=0 if each.turn.error else 1))
    called = any(each.reply.calls for each in turns)
    return {"messages": messages, **({"tools": [_function()]} if called else {})}


def _asked(each: Shown, task: str, last: Mapping[str, Any]) -> list[Json]:
    """What a model is shown, after the results of its calls."""
    results: list[Json] = [
        {"role": "tool", "tool_call_id": call["id"], "content": "done"}
        for call in last.get("tool_calls", ())
    ]
    text = "\n\n".join(part for part in (task, each.elements) if part)
    url = f"data:{each.picture.media_type};base64,{base64.b64encode(each.picture.data).decode()}"
    content: list[Json] = [{"type": "text", "text": text}] if text else []
    content.append({"type": "image_url", "image_url": {"url": url}})
    return [*results, {"role": "user", "content": content}]


def _answered(reply: Reply, call_id: str, weight: int) -> Json:
    message: Json = {"role": "assistant", "weight": weight}
    if reply.text or not reply.calls:
        message["content"] = reply.text
    if reply.calls:
        message["tool_calls"] = [
            {
                "id": f"{call_id}_{at}",
                "type": "function",
                "function": {
                    "name": call.name,
                    "arguments": json.dumps(call.arguments, ensure_ascii=False),
                },
            }
            for at, call in enumerate(reply.calls)
        ]
    return message


def _function() -> Json:
    tool = act_tool()
    return {
        "type": "function",
        "function": {
            "name": tool.name,
            "description": tool.description,
            "parameters": tool.parameters,
        },
    }


def sharegpt(sample: Sample, profile: Profile, place: Place) -> Json:
    """An entry of ShareGPT's format as LLaMA-Factory reads it, with pictures in files."""
    turns = shown(sample, profile)
    said: list[Json] = []
    for at, each in enumerate(turns):
        task = f"{_task(sample.task)}\n\n" if at == 0 else ""
        said.append({"from": "human", "value": f"{task}{each.elements}\n<image>".lstrip("\n")})
        said.append({"from": "gpt", "value": _text(each.reply)})
    return {
        "id": sample.run,
        "system": profile.told(turns[0].frame),
        "conversations": said,
        "images": [place(each.picture) for each in turns],
    }


def ui_tars(sample: Sample, profile: Profile, place: Place) -> Json:
    """Messages with a mask of what is learned, as UI-TARS is trained on.

    Turns that went wrong have the mask 0.
    """
    turns = shown(sample, profile)
    first = f"{profile.told(turns[0].frame)}\n\n## User Instruction\n{_task(sample.task)}"
    messages: list[Json] = [{"role": "user", "content": first}]
    for each in turns:
        said = _BOX.sub(r"\1='<|box_start|>\2<|box_end|>'", _text(each.reply))
        mask = 0 if each.turn.error else 1
        messages.append({"role": "user", "content": "<image>"})
        messages.append({"role": "assistant", "content": said, "loss_mask": mask})
    return {
        "id": sample.run,
        "messages": messages,
        "images": [place(each.picture) for each in turns],
    }


def agentnet(sample: Sample, profile: Profile, place: Place) -> Json:
    """A line as in AgentNet, the data that OpenCUA is trained on: code with relative places."""
    turns = shown(sample, profile)
    done = sample.kind.value in ("success", "recovered")
    return {
        "task_id": sample.run,
        "instruction": _task(sample.task),
        "task_completed": done,
        "traj": [
            {
                "index": at,
                "image": place(each.picture),
                "value": {
                    "thought": each.turn.thought,
                    "code": _code(each.reply),
                    "last_step_correct": at == 0 or not turns[at - 1].turn.error,
                },
            }
            for at, each in enumerate(turns)
        ],
    }


def _code(reply: Reply) -> str:
    """The code of a reply, without the thought and the headings around it."""
    _, _, code = reply.text.partition("```python")
    return (code.partition("```")[0] if code else reply.text).strip()


def _text(reply: Reply) -> str:
    """A reply as text; calls are written as their arguments."""
    calls = [json.dumps(call.arguments, ensure_ascii=False) for call in reply.calls]
    return "\n".join([*([reply.text] if reply.text else []), *calls])


def _task(task: Task) -> str:
    lines = [task.text, *(f"{name}: {value}" for name, value in task.values.items())]
    return "\n".join(lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One way of writing samples.

    Attributes:
        title: for people.
        profile: whose words, pictures and coordinates are written unless another is asked for.
        write: one sample as JSON.
        choose: whether another profile may be asked for.
    """

    title: str
    profile: str
    write: Callable[[Sample, Profile, Place], Json]
    choose: bool = True


FORMATS: Mapping[str, Format] = {
    "chat": Format(title="OpenAI chat JSONL", profile="compatible", write=chat),
    "sharegpt": Format(title="ShareGPT JSONL", profile="compatible-text", write=sharegpt),
    "ui-tars": Format(title="UI-TARS messages", profile="ui-tars-1.5", write=ui_tars),
    "agentnet": Format(
        title="AgentNet/OpenCUA JSONL", profile="opencua-relative", write=agentnet, choose=False
    ),
}


def profile_for(form: str, wanted: str, folder: Path | None = None) -> Profile:
    """The profile whose words are written.

    Args:
        form: a name in `FORMATS`, or "parquet".
        wanted: its name; "" takes the one of the format.
        folder: of the person's own profiles.

    Raises:
        UsageError: there is none of that name, or the format has its own.
    """
    own = FORMATS.get(form)
    if wanted and own is not None and not own.choose:
        raise UsageError(f"{form} is always written in the words of {own.profile}.")
    try:
        known = profiles(folder)
    except ProfileError as failure:
        raise UsageError(str(failure)) from failure
    name = wanted or (own.profile if own is not None else "compatible-text")
    found = known.get(name)
    if found is None or found.purpose != "planning":
        raise UsageError(
            f"There is no planning profile {name!r}; `deskhand models list --profiles` lists them."
        )
    return found
