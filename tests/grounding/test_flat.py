"""Rows, columns and neighbours among elements of a picture: boxes alone, nothing in anything."""

from __future__ import annotations

import pytest
from grounding_scenes import element, observation

from actions.target import Description
from grounding import by_name
from perception.element import Element
from perception.geometry import Point

CLICKABLE = frozenset({"clickable"})


def text(ref: str, name: str, x: float, y: float, width: float = 80) -> Element:
    return element(ref, "text", name, (x, y, width, 14), source="pixels", states=CLICKABLE)


def scene():
    found = [text("h1", "Name", 20, 20), text("h2", "Mail", 220, 20), text("h3", "Paid", 420, 20)]
    for at, who in enumerate(("Chen Wei", "Ana Ruiz", "Omar Said")):
        y = 60 + 40 * at
        found += [
            text(f"n{at}", who, 20, y),
            text(f"m{at}", f"{who.split()[0].lower()}@example.com", 220, y, 150),
            text(f"p{at}", f"{at + 3} March", 420, y),
            element(f"e{at}", "button", "Edit", (560, y - 5, 50, 24), source="pixels"),
            element(f"d{at}", "button", "Delete", (620, y - 5, 60, 24), source="pixels"),
        ]
    return observation(*found)


@pytest.mark.parametrize(
    ("words", "ref"),
    [
        ("the Delete button in the row of Ana Ruiz", "d1"),
        ("the Edit button in the row with chen@example.com", "e0"),
        ("the Edit button next to 5 March", "e2"),
        ("the second Delete button", "d1"),
        ("the Delete button right of Omar Said", "d2"),
        ("the text below Ana Ruiz", "n2"),
    ],
)
def test_rows_and_neighbours_by_boxes_alone(words, ref):
    found = by_name.ground(Description(text=words), scene())
    assert found.element is not None
    assert found.element.ref == ref


def test_words_of_a_line_are_clicked_where_they_stand():
    bar = element("t", "text", "File Edit View", (10, 10, 120, 14), source="pixels",
                  states=CLICKABLE, attributes={"words": "10:34 50:76 92:130"})  # fmt: skip
    found = by_name.ground(
        Description(text="the Edit menu item", purpose="click"), observation(bar)
    )
    assert found.point == Point(63, 17)


def test_a_label_leads_to_its_field():
    seen = observation(
        text("l", "Customer:", 20, 20),
        text("o", "Customers", 20, 80),
        element("f", "textbox", "Customer", (110, 14, 160, 26), source="pixels", weak_name=True,
                states=frozenset({"editable"})),
    )  # fmt: skip
    found = by_name.ground(Description(text="the Customer field", purpose="click"), seen)
    assert found.element is not None
    assert found.element.ref == "f"


def test_an_icon_that_is_hardly_alike_does_not_stand_in_the_way():
    icon = {"source": "pixels", "weak_name": True}
    seen = observation(
        element("a", "button", "save", (20, 20, 20, 20), confidence=0.95, **icon),
        element("b", "button", "junction", (60, 20, 20, 20), confidence=0.5,
                attributes={"also": "save"}, **icon),
    )  # fmt: skip
    found = by_name.ground(Description(text="the Save button", purpose="click"), seen)
    assert found.element is not None
    assert found.element.ref == "a"


def test_a_name_that_is_also_a_state():
    seen = observation(
        element("a", "button", "Open", (20, 20, 60, 20)),
        element("b", "button", "Close", (90, 20, 60, 20)),
    )
    found = by_name.ground(Description(text="the Open button", purpose="click"), seen)
    assert found.element is not None
    assert found.element.ref == "a"
