"""How the models of each maker click, type and scroll, in their makers' own words.

Written by the makers' documentation, beside and independent of the dialects that are tested: pixels
of the picture that was really sent, or thousandths of it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from model_server.talk import Say, Seen, Use

Place = tuple[float, float]  # of the picture: 0, 0 is its top left corner, 1, 1 the other


def pixels(seen: Seen, place: Place) -> list[int]:
    """A place in pixels of the last picture."""
    picture = seen.pictures[-1]
    return [round(place[0] * picture.width), round(place[1] * picture.height)]


def thousandths(_seen: Seen, place: Place) -> list[int]:
    """A place in thousandths."""
    return [round(place[0] * 1000), round(place[1] * 1000)]


def act(**action: Any) -> Use:
    """A call of Deskhand's own function."""
    return Use("act", {"actions": [action]})


@dataclass(frozen=True)
class Maker:
    """How one maker's model acts.

    Attributes:
        profile: by which it is spoken to.
        path: of the server's address.
        finish: how it ends a task with these arguments; its own way where it has no claims.
        written: turns a call into text, for models that only write text.
    """

    profile: str
    path: str
    click: Callable[[Seen, Place], Use]
    type: Callable[[str], Use]
    scroll: Callable[[Seen, Place, int], Use]
    finish: Callable[[dict[str, Any]], Use] = lambda given: act(action="finish", **given)
    written: Callable[[Use], str] | None = None

    def say(self, use: Use, text: str = "") -> Say:
        """The reply that makes this call."""
        if self.written is None:
            return Say(text=text, uses=(use,))
        return Say(text=self.written(use))


def _anthropic(seen: Seen, place: Place) -> Use:
    return Use("left_click", {"coordinate": pixels(seen, place)}, native=True)


def _anthropic_scroll(seen: Seen, place: Place, lines: int) -> Use:
    way = "down" if lines > 0 else "up"
    given = {"scroll_direction": way, "scroll_amount": abs(lines)}
    return Use("scroll", given | {"coordinate": pixels(seen, place)}, native=True)


def _computer(given: dict[str, Any]) -> Use:
    return Use("computer", given, native=True)


def _anthropic_2025_scroll(seen: Seen, place: Place, lines: int) -> Use:
    scroll = _anthropic_scroll(seen, place, lines)
    return _computer({"action": "scroll", **scroll.arguments})


def _openai(seen: Seen, place: Place) -> Use:
    x, y = pixels(seen, place)
    click = {"type": "click", "button": "left", "x": x, "y": y, "keys": None}
    return _computer({"actions": [click]})


def _openai_scroll(seen: Seen, place: Place, lines: int) -> Use:
    x, y = pixels(seen, place)
    scroll = {"type": "scroll", "x": x, "y": y, "scroll_x": 0, "scroll_y": lines * 100}
    return _computer({"actions": [scroll | {"keys": None}]})


def _gemini(seen: Seen, place: Place) -> Use:
    x, y = thousandths(seen, place)
    return Use("click", {"x": x, "y": y, "intent": "go on"}, native=True)


def _act_scroll(seen: Seen, place: Place, lines: int) -> Use:
    return act(action="scroll", target=thousandths(seen, place), dy=lines, unit="line")


def _chat(seen: Seen, place: Place) -> Use:
    return act(action="click", target=thousandths(seen, place))


MAKERS = {
    "anthropic": Maker(
        "anthropic",
        "/v1",
        _anthropic,
        lambda text: Use("type", {"text": text}, native=True),
        _anthropic_scroll,
    ),
    "anthropic 2025": Maker(
        "anthropic-20251124",
        "/v1",
        lambda seen, place: _computer(
            {"action": "left_click", "coordinate": pixels(seen, place)},
        ),
        lambda text: _computer({"action": "type", "text": text}),
        _anthropic_2025_scroll,
    ),
    "openai": Maker(
        "openai-computer",
        "/v1",
        _openai,
        lambda text: _computer({"actions": [{"type": "type", "text": text}]}),
        _openai_scroll,
    ),
    "gemini": Maker(
        "gemini",
        "/v1beta",
        _gemini,
        lambda text: Use("type", {"text": text}, native=True),
        _act_scroll,
    ),
    "chat": Maker(
        "compatible",
        "/v1",
        _chat,
        lambda text: act(action="type", text=text),
        _act_scroll,
    ),
}


def _qwen(use: Use) -> str:
    call = {"name": "computer_use", "arguments": use.arguments}
    return f"I go on.\n<tool_call>\n{json.dumps(call, ensure_ascii=False)}\n</tool_call>"


def _uitars(use: Use) -> str:
    return f"Thought: I go on.\nAction: {use.name}"


def _box(seen: Seen, place: Place) -> str:
    x, y = pixels(seen, place)
    return f"<|box_start|>({x},{y})<|box_end|>"


# Run on this machine: they answer in text alone.
LOCAL_MAKERS = {
    "local qwen": Maker(
        "qwen2.5-vl",
        "/v1",
        lambda seen, place: _computer({"action": "left_click", "coordinate": pixels(seen, place)}),
        lambda text: _computer({"action": "type", "text": text}),
        lambda seen, place, lines: _computer({"action": "scroll", "pixels": -100 * lines}),
        lambda given: _computer({"action": "terminate", "status": "success"}),
        _qwen,
    ),
    "local ui-tars": Maker(
        "ui-tars-1.5",
        "/v1",
        lambda seen, place: Use(f"click(start_box='{_box(seen, place)}')", {}),
        lambda text: Use(f"type(content='{text}')", {}),
        lambda seen, place, lines: Use(
            f"scroll(start_box='{_box(seen, place)}', direction='down')", {}
        ),
        lambda given: Use(f"finished(content='{given['answer']}')", {}),
        _uitars,
    ),
}
