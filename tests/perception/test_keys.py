"""Keys of an observation."""

import dataclasses
import doctest

import pytest

from perception import keys
from perception.element import Element
from perception.geometry import Box, Point, Size, Viewport
from perception.keys import place_key, progress_key
from perception.observation import Dialog, Observation, Surface

BOX = Box(0, 0, 10, 10)


def element(ref: str, role: str, name: str = "", **more: object) -> Element:
    return Element(ref=ref, surface="t1", role=role, name=name, box=BOX, **more)  # type: ignore[arg-type]  # test fields


def observation(*elements: Element, url: str = "https://a.example/contacts/17") -> Observation:
    surface = Surface(ref="t1", url=url, origin="https://a.example", box=BOX, active=True)
    return Observation(
        viewport=Viewport(size=Size(100, 100)), surfaces=(surface,), elements=elements
    )


BASE = observation(
    element("e1", "heading", "Contacts (17)"),
    element("e2", "textbox", "Email", value=""),
    element("e3", "row"),
    element("e4", "button", "Edit Chen", parent="e3"),
    element("e5", "text", "It is 10:31:07"),
)


def changed(ref: str, **fields: object) -> Observation:
    return dataclasses.replace(
        BASE,
        elements=tuple(
            dataclasses.replace(each, **fields) if each.ref == ref else each  # type: ignore[arg-type]
            for each in BASE.elements
        ),
    )


def test_examples_in_docstrings() -> None:
    found = doctest.testmod(keys)
    assert found.attempted > 0
    assert found.failed == 0


@pytest.mark.parametrize(
    ("other", "same_place", "same_progress"),
    [
        (changed("e2", value="7"), True, False),
        (changed("e2", states=frozenset({"invalid"})), True, False),
        (changed("e1", name="Contacts (18)"), True, False),
        (changed("e4", name="Edit Wei"), True, False),
        (changed("e5", name="It is 10:31:08"), True, True),
        (changed("e5", name="Saved"), True, False),
        (changed("e1", name="Orders"), False, False),
        (dataclasses.replace(BASE, focused="e2"), True, False),
        (dataclasses.replace(BASE, taken_at=5.0), True, True),
        (
            dataclasses.replace(BASE, viewport=Viewport(size=Size(100, 100), scroll=Point(0, 400))),
            True,
            False,
        ),
        (
            dataclasses.replace(
                BASE, dialogs=(Dialog(surface="t1", kind="confirm", message="Sure?"),)
            ),
            False,
            False,
        ),
        (observation(*BASE.elements, url="https://a.example/contacts/99"), True, False),
        (observation(*BASE.elements, url="https://a.example/orders/17"), False, False),
        (observation(*BASE.elements, url="https://b.example/contacts/17"), False, False),
    ],
)
def test_what_changes_the_place_and_what_is_progress(
    other: Observation, same_place: bool, same_progress: bool
) -> None:
    assert (place_key(other) == place_key(BASE)) is same_place
    assert (progress_key(other) == progress_key(BASE)) is same_progress


def test_typing_the_same_digit_three_times_is_progress() -> None:
    seen = {progress_key(changed("e2", value=value)) for value in ("", "7", "77", "777")}
    assert len(seen) == 4
