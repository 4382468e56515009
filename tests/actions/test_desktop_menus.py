"""Menus of a real program: what each of them shows is in a window of its own."""

from __future__ import annotations

import time
from pathlib import Path

from actions.action import Click, GroundedAction
from actions.context import RunContext
from actions.environments.desktop import DesktopEnvironment, DesktopOptions
from actions.environments.private_desktop import PrivateDesktop
from actions.target import ElementRef, Grounding
from perception.element import Element, Visibility

FREE = RunContext()
DESK = Path(__file__).parents[1] / "support" / "windows" / "gtk_desk.py"


def find(environment: DesktopEnvironment, role: str, name: str) -> Element:
    """The element as soon as it is in view."""
    end = time.monotonic() + 20
    while True:
        seen = environment.observe(FREE, screenshot=False)
        for each in seen.elements:
            if (each.role, each.name) == (role, name) and each.visibility is Visibility.VISIBLE:
                return each
        assert time.monotonic() < end, [(e.name, e.visibility) for e in seen.elements]
        time.sleep(0.05)


def click(environment: DesktopEnvironment, element: Element) -> None:
    target = ElementRef(ref=element.ref)
    point = element.click_point or element.box.center
    aim = Grounding(target=target, element=element, surface=element.surface, point=point)
    environment.execute(GroundedAction(action=Click(target=target), groundings=(aim,)), FREE)


def test_a_menu_within_a_menu_is_seen_and_clicked(desktop: PrivateDesktop) -> None:
    desktop.launch(["/usr/bin/python3", str(DESK)])
    environment = DesktopEnvironment(
        DesktopOptions(session=desktop.session, launch=lambda c, f: desktop.launch(c))
    )
    try:
        for name in ("File", "More", "Archive"):  # the last two lie over the window itself
            click(environment, find(environment, "menuitem", name))
        assert find(environment, "text", "Archived")
    finally:
        environment.close()
