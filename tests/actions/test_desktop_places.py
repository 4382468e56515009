"""Parts of a window that are not where its tree says: menus, and LibreOffice's side bar."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

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
    end = time.monotonic() + 60
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
    pid = desktop.launch(["/usr/bin/python3", str(DESK)])
    environment = DesktopEnvironment(
        DesktopOptions(session=desktop.session, launch=lambda c, f: desktop.launch(c))
    )
    try:
        for name in ("File", "More", "Archive"):  # the last two lie over the window itself
            click(environment, find(environment, "menuitem", name))
        assert find(environment, "text", "Archived")
    finally:
        environment.close()
        os.kill(pid, signal.SIGKILL)


@pytest.mark.campaign
def test_each_part_of_an_office_window_is_clicked_where_it_is_drawn(
    desktop: PrivateDesktop,
) -> None:
    desktop.launch(["soffice", "--impress", "--norestore", "--nologo"])
    environment = DesktopEnvironment(
        DesktopOptions(session=desktop.session, launch=lambda c, f: desktop.launch(c))
    )
    try:
        click(environment, find(environment, "button", "Close"))  # of the choice of templates
        click(environment, find(environment, "checkbox", "Master Objects"))  # GTK, in the side bar
        wait_for(environment, "checkbox", "Master Objects", lambda e: "checked" not in e.states)
        click(environment, find(environment, "listitem", "Title Only"))  # drawn by LibreOffice
        wait_for(environment, "listitem", "Title Only", lambda e: "selected" in e.states)
        click(environment, find(environment, "button", "Gallery"))  # only its tool bar has a name
        wait_for(environment, "button", "Gallery", lambda e: "pressed" in e.states)
        click(environment, find(environment, "button", "New Slide"))  # a tool bar
        assert find(environment, "text", "Slide 2 of 2")
    finally:
        environment.close()


def wait_for(
    environment: DesktopEnvironment, role: str, name: str, so: Callable[[Element], bool]
) -> None:
    end = time.monotonic() + 20
    while not so(element := find(environment, role, name)):
        assert time.monotonic() < end, element
        time.sleep(0.1)
