"""Pages and windows made by hand, for tests of what is learned from them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from actions.trajectory import Task
from perception.element import Element
from perception.events import (
    InputEvent,
    KeyPressed,
    PointerPressed,
    PointerReleased,
    Snapshot,
    ValueChanged,
)
from perception.geometry import Box, Point, Size, Viewport
from perception.observation import Observation, Surface, SurfaceKind

SIZE = Size(800, 600)


def element(ref: str, role: str, name: str = "", **more: Any) -> Element:
    """An element at a place of its own, by the number in its ref."""
    number = int("".join(filter(str.isdigit, ref)) or 0)
    box = more.pop("box", Box(10, 10 + 30 * number, 200, 24))
    surface = more.pop("surface", "t1")
    return Element(
        ref=ref, surface=surface, role=role, name=name, box=box, click_point=box.center, **more
    )


def page(*elements: Element, url: str = "https://shop.example/new", key: str = "") -> Observation:
    """A page with these elements."""
    surface = Surface(
        ref="t1",
        application="chromium",
        title="Shop",
        url=url,
        origin="https://shop.example",
        box=Box(0, 0, 800, 600),
        active=True,
    )
    content = str([(each.ref, each.role, each.name, each.value) for each in elements]) + url
    return Observation(
        viewport=Viewport(size=SIZE),
        surfaces=(surface,),
        elements=elements,
        place_key=str([(each.role, each.name) for each in elements]),
        progress_key=key or content,
    )


def window(*elements: Element, title: str = "notes - Editor", app: str = "editor") -> Observation:
    """A window with these elements."""
    surface = Surface(
        ref="w1",
        kind=SurfaceKind.WINDOW,
        application=app,
        title=title,
        box=Box(0, 0, 800, 600),
        active=True,
    )
    inside = tuple(replace(each, surface="w1") for each in elements)
    return replace(page(*inside), surfaces=(surface,))


def task(text: str) -> Task:
    """What a recording is for."""
    return Task(text=text)


class Hand:
    """Makes the events of a hand, with time going on by itself.

    Attributes:
        events: so far.
    """

    def __init__(self) -> None:
        self.events: list[InputEvent] = []
        self.at = 0.0

    def see(self, observation: Observation) -> Hand:
        self.at += 0.1
        self.events.append(Snapshot(at=self.at, observation=observation))
        return self

    def click(self, on: Element, *, wait: float = 1.0, **more: Any) -> Hand:
        self.at += wait
        point = on.box.center
        self.events.append(PointerPressed(at=self.at, point=point, element=on, **more))
        self.at += 0.1
        self.events.append(PointerReleased(at=self.at, point=point, element=on))
        return self

    def drag(self, one: Element, other: Element) -> Hand:
        self.at += 1.0
        self.events.append(PointerPressed(at=self.at, point=one.box.center, element=one))
        self.at += 0.7
        self.events.append(PointerReleased(at=self.at, point=other.box.center, element=other))
        return self

    def type(self, text: str, into: Element | None) -> Hand:
        for character in text:
            self.at += 0.05
            self.events.append(KeyPressed(at=self.at, keys=character, text=character, element=into))
        return self

    def key(self, keys: str, on: Element | None = None) -> Hand:
        self.at += 0.2
        self.events.append(KeyPressed(at=self.at, keys=keys, element=on))
        return self

    def holds(self, what: Element, value: str, **more: Any) -> Hand:
        self.at += 0.05
        self.events.append(ValueChanged(at=self.at, element=what, value=value, **more))
        return self

    def tell(self, event: InputEvent) -> Hand:
        self.events.append(event)
        return self


def at(x: float, y: float) -> Point:
    return Point(x, y)
