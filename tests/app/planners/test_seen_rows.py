"""Rows of what is only seen: a picture has no tree that says what belongs together."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions.trajectory import Task
from app.planners.builtin import find
from app.planners.builtin.desk import Desk
from app.planners.builtin.language import understand
from app.planners.builtin.seek import candidates
from perception.element import Element
from perception.geometry import Box, Size, Viewport
from perception.observation import Observation, Surface, SurfaceKind


def _desk(source: str = "pixels") -> Desk:
    """Three articles, each with a button whose top is a little above the top of its text."""
    elements = []
    for row, name in enumerate(("Anchor chain", "Deck brush", "Signal lamp")):
        y = 100 + 40 * row
        button = Box(500, y - 8, 90, 30)
        elements += [
            Element(
                ref=f"b{row}", surface="w1", role="button", name="Remove", box=button, source=source
            ),
            Element(
                ref=f"t{row}", surface="w1", role="text", name=name, box=Box(20, y, 90, 14),
                source=source,
            ),
        ]  # fmt: skip
    window = Surface(ref="w1", kind=SurfaceKind.WINDOW, box=Box(0, 0, 640, 480), active=True)
    observation = Observation(
        viewport=Viewport(size=Size(640, 480)), surfaces=(window,), elements=tuple(elements)
    )
    return Desk(task=Task(text=""), observation=observation)


def _meant(text: str, desk: Desk) -> list[str]:
    phrase = understand(text).clauses[0].target
    return [each.ref for each in find.pick(candidates(desk, phrase, "click", None), phrase)]


@pytest.mark.parametrize(
    "text",
    [
        "Click Remove in the row of Deck brush.",
        "Click Remove in the row Deck brush.",
        'Press the Remove button next to "Deck brush".',
        "Click the Remove button beside Deck brush.",
    ],
)
def test_what_stands_on_the_line_is_meant(text: str) -> None:
    assert _meant(text, _desk()) == ["b1"]


@pytest.mark.parametrize(
    "text",
    [
        "Click Remove in the row of Life boat.",
        "Click Remove in the row Life boat.",
        'Press the Remove button next to "Life boat".',
    ],
)
@pytest.mark.parametrize("source", ["pixels", "dom"])
def test_without_the_row_there_is_nothing_to_press(text: str, source: str) -> None:
    assert _meant(text, _desk(source)) == []


@pytest.mark.parametrize(("source", "lost"), [("pixels", {"b1"}), ("dom", {"b0", "b1", "b2"})])
def test_the_row_itself_is_not_what_stands_in_it(source: str, lost: set[str]) -> None:
    desk = _desk(source)
    kept = tuple(each for each in desk.elements if each.ref not in lost)
    seen = replace(desk.observation, elements=kept)
    desk.update(seen, desk.history)
    assert _meant("Click Remove in the row Deck brush.", desk) == []
