"""Which row is meant, and what may have changed about a target that is still taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from actions.errors import ActionError
from actions.target import Anchors
from app.skills_shelf import other_deed
from grounding.by_anchors import ground
from perception.element import Element
from perception.geometry import Box, Size, Viewport
from perception.observation import Observation, Surface
from skills.identify import Accepted, accept, ways_of
from skills.skill import anchors

WIDE = Box(0, 0, 800, 600)


def shown(rows: Sequence[str], button: str = "Edit", role: str = "row") -> Observation:
    """A table: a cell with a name, and a button, in each row; or entries that are one text."""
    elements = [Element(ref="h", surface="t1", role="heading", name="People", box=WIDE)]
    for at, name in enumerate(rows):
        y = 40 + 30 * at
        row, cell, press = f"r{at}", f"c{at}", f"b{at}"
        elements += [
            Element(
                ref=row, surface="t1", role=role, name=f"{name} {button}", box=Box(0, y, 400, 25)
            ),
            Element(
                ref=cell,
                surface="t1",
                role="cell" if role == "row" else "text",
                name=name,
                box=Box(0, y, 200, 25),
                parent=row,
            ),
            Element(
                ref=press,
                surface="t1",
                role="button",
                name=button,
                box=Box(300, y, 60, 25),
                parent=row,
            ),
        ]
    page = Surface(ref="t1", title="People", url="http://a.example/", box=WIDE, active=True)
    return Observation(
        viewport=Viewport(size=Size(800, 600)), surfaces=(page,), elements=tuple(elements)
    )


def found(
    observation: Observation, stored: Anchors, now: Anchors, *, commit: bool
) -> Accepted | str:
    """What is taken; why not, if nothing is."""
    try:
        grounding = ground(now, observation)
    except ActionError as failure:
        return str(failure)
    return accept(ways_of(stored, now), grounding, observation, commit=commit)


STORED = anchors(role="button", name="Edit", near="{{who}}", within="People")
NOW = anchors(role="button", name="Edit", near="Chen Wei", within="People")


@pytest.mark.parametrize("other", ["Chen Wei Jr.", "Old Chen Wei", "Chen Weis", "Chen Wei 2"])
@pytest.mark.parametrize("commit", [False, True])
def test_a_row_that_is_called_alike_is_another_row(other: str, *, commit: bool) -> None:
    both = found(shown(["Ada", other, "Chen Wei"]), STORED, NOW, commit=commit)
    assert isinstance(both, Accepted), both
    assert both.element.ref == "b2"
    assert isinstance(found(shown(["Ada", other]), STORED, NOW, commit=commit), str)


@pytest.mark.parametrize("role", ["row", "listitem"])
def test_a_row_that_was_shown_is_no_less_strict_than_one_that_is_given(role: str) -> None:
    fixed = anchors(role="button", name="Edit", near="Order chairs by Bo")
    there = found(shown(["Order chairs by Bo", "B"], role=role), fixed, fixed, commit=False)
    assert isinstance(there, Accepted)
    for other in ("Old Order chairs by Bo", "Order chairs by Bob", "Order chairs by Bo again"):
        assert isinstance(found(shown([other, "B"], role=role), fixed, fixed, commit=False), str)


def test_a_part_that_signs_set_off_tells_a_row() -> None:
    taken = found(shown(["A-1043 – Chen Wei", "A-1044 – Bo"]), STORED, NOW, commit=False)
    assert isinstance(taken, Accepted)
    assert taken.element.ref == "b0"


def test_the_only_control_of_its_role_in_the_row_may_be_called_otherwise() -> None:
    changed = shown(["Ada", "Chen Wei"], button="Modify")
    taken = found(changed, STORED, NOW, commit=False)
    assert isinstance(taken, Accepted)
    assert taken.element.ref == "b1"
    assert [way.family for way in taken.healed] == ["name"]
    assert isinstance(found(changed, STORED, NOW, commit=True), str)


@pytest.mark.parametrize(
    ("old", "new", "risk", "deed"),
    [
        ("Edit", "Modify", "read", ""),
        ("Edit", "Delete", "read", "delete"),
        ("Edit", "Send", "edit", "send"),
        ("Save", "Delete", "commit", "delete"),
        ("Send money", "Pay now", "commit", ""),
        ("Delete", "Delete all", "commit", ""),
    ],
)
def test_what_a_new_name_says_that_the_old_one_did_not(
    old: str, new: str, risk: str, deed: str
) -> None:
    assert other_deed(old, new, risk) == deed


def groups(titles: Sequence[str], button: str = "Extend loan") -> Observation:
    """Groups one after another, each with its title as a text, and a button."""
    elements = []
    for at, title in enumerate(titles):
        y = 20 + 60 * at
        group = f"g{at}"
        for ref, role, name, box, parent in (
            (group, "group", title, Box(0, y, 400, 55), None),
            (f"t{at}", "text", title, Box(5, y, 200, 20), group),
            (f"b{at}", "button", button, Box(5, y + 25, 90, 20), group),
        ):
            elements.append(
                Element(ref=ref, surface="t1", role=role, name=name, box=box, parent=parent)
            )
    page = Surface(ref="t1", title="Loans", url="http://a.example/", box=WIDE, active=True)
    return Observation(
        viewport=Viewport(size=Size(800, 600)), surfaces=(page,), elements=tuple(elements)
    )


@pytest.mark.parametrize("given", [False, True])
def test_where_only_the_place_tells_which_it_is_the_place_must_fit_to_the_letter(
    *, given: bool
) -> None:
    now = anchors(role="button", name="Extend loan", within="The Long Way")
    stored = anchors(role="button", name="Extend loan", within="{{title}}") if given else now
    titles = ["Bread and Salt", "The Long Way", "The Longest Day"]
    right = found(groups(titles), stored, now, commit=True)
    assert isinstance(right, Accepted), right
    assert right.element.ref == "b1"
    for others in (["Bread and Salt", "The Longest Day"], ["Bread and Salt", "Thé Lóng Wáy"]):
        assert isinstance(found(groups(others), stored, now, commit=True), str)


def test_a_group_inside_a_row_is_part_of_the_row() -> None:
    rows = shown(["Ada", "Chen Wei"])
    elements = []
    for each in rows.elements:
        if each.role == "button":
            group = Element(
                ref=f"m{each.ref}", surface="t1", role="group", name="Actions", box=each.box,
                parent=each.parent,
            )  # fmt: skip
            elements += [group, replace(each, parent=group.ref)]
        else:
            elements.append(each)
    seen = replace(rows, elements=tuple(elements))
    stored = anchors(role="button", name="Edit", near="{{who}}", within="Actions")
    now = anchors(role="button", name="Edit", near="Chen Wei", within="Actions")
    taken = found(seen, stored, now, commit=True)
    assert isinstance(taken, Accepted), taken
    assert taken.element.ref == "b1"


@pytest.mark.parametrize("label", ["➤ Edit", "Edit…", "Edit\u200b", "EDIT"])
def test_signs_around_a_label_are_no_other_label(label: str) -> None:
    taken = found(shown(["Ada", "Chen Wei"], label), STORED, NOW, commit=True)
    assert isinstance(taken, Accepted), taken
    assert taken.element.ref == "b1"
    assert not taken.healed
