"""Sliders of a window: each is a setting of its own."""

from __future__ import annotations

from dataclasses import replace

from actions.action import SetValue
from actions.target import ElementRef
from actions.trajectory import Decision, Task
from app.planners.builtin.desk import Desk
from app.planners.builtin.language import understand
from app.planners.builtin.widgets.sliders import set_slider
from perception.element import Element
from perception.geometry import Box, Size, Viewport
from perception.observation import Observation, Surface, SurfaceKind


def _desk() -> Desk:
    """Two sliders without names, each with its label beside it, as GTK tells them."""
    elements = []
    for row, label in enumerate(("Acceleration:", "Sensitivity:")):
        y = 100.0 + 40 * row
        slider = Element(
            ref=f"s{row}", surface="w1", role="slider", name="", value="4", source="atspi",
            box=Box(120, y, 140, 34), attributes={"toolkit": "gtk3", "min": "1", "max": "30"},
        )  # fmt: skip
        elements += [
            slider,
            replace(slider, ref=f"t{row}", role="text", name=label, value=None, attributes={},
                    box=Box(28, y, 80, 34)),
        ]  # fmt: skip
    window = Surface(ref="w1", kind=SurfaceKind.WINDOW, box=Box(0, 0, 640, 480), active=True)
    observation = Observation(
        viewport=Viewport(size=Size(640, 480)), surfaces=(window,), elements=tuple(elements)
    )
    return Desk(task=Task(text=""), observation=observation)


def _done(text: str) -> list[Decision]:
    """What is decided first, if anything is."""
    clause = understand(text).clauses[0]
    script = set_slider(_desk(), clause.target, clause.values[0].value)
    return [each for each in [next(script, None)] if each is not None]


def test_the_slider_with_the_label_is_set() -> None:
    (decision,) = _done("Set the sensitivity to 12.")
    assert decision.actions == (SetValue(target=ElementRef(ref="s1"), value="12"),)


def test_a_slider_that_is_not_there_leaves_the_others_alone() -> None:
    assert _done("Set the time to 600.") == []
