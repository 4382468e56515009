"""Windows that tell nothing, or tell it too often: opened, waited for, and typed into."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pixel_apps.stages import HERE, PYTHON

from actions.action import GroundedAction, Open, SecretRef, Type
from actions.context import RunContext
from actions.environments.desktop import DesktopEnvironment, DesktopOptions
from actions.environments.private_desktop import PrivateDesktop
from actions.errors import TargetNotReady
from actions.target import ElementRef, Grounding
from perception.element import Element

FREE = RunContext()
ENTRY = '[Desktop Entry]\nType=Application\nName=Stock\nExec="{python}" "{file}" "{state}"\n'


@pytest.fixture
def environment(desktop: PrivateDesktop) -> Iterator[DesktopEnvironment]:
    made = DesktopEnvironment(
        DesktopOptions(session=desktop.session, launch=lambda c, f: desktop.launch(c, folder=f))
    )
    yield made
    for window in made._parts.windows.windows():
        if window.kind == "normal":
            made._parts.control.close_window(window.id, FREE)
    made.close()


@pytest.fixture
def stock(desktop: PrivateDesktop, environment: DesktopEnvironment, tmp_path: Path) -> Path:
    """The stock list, opened by its name; the file that it keeps."""
    state = tmp_path / "stock.json"
    entry = desktop.home / ".local/share/applications/stock.desktop"
    entry.parent.mkdir(parents=True, exist_ok=True)
    entry.write_text(ENTRY.format(python=PYTHON, file=HERE / "stock.py", state=state))
    begun = time.monotonic()
    environment.execute(GroundedAction(action=Open(what="Stock", kind="app")), FREE)
    assert time.monotonic() - begun < 30  # it is not waited for a tree that never comes
    return state


def _find(environment: DesktopEnvironment, role: str, name: str) -> Element:
    environment.settle(FREE)
    seen = environment.observe(FREE, screenshot=False).elements
    found = [each for each in seen if each.role == role and each.name == name]
    assert len(found) == 1, "\n".join(each.described() for each in seen)
    return found[0]


def _at(element: Element) -> Grounding:
    point = element.click_point
    assert point is not None
    return Grounding(
        target=ElementRef(ref=element.ref), element=element, surface=element.surface, point=point
    )


def _type(environment: DesktopEnvironment, field: Element, text: str | SecretRef) -> None:
    action = Type(text=text, into=ElementRef(ref=field.ref), clear=True)
    grounded = GroundedAction(action=action, groundings=(_at(field),))
    environment.execute(grounded, FREE, secrets=lambda name: f"the {name}")


def _articles(state: Path, holds: Callable[[list[dict[str, object]]], bool]) -> bool:
    end = time.monotonic() + 10
    while time.monotonic() < end:
        if holds(json.loads(state.read_text())["articles"]):
            return True
        time.sleep(0.1)
    return False


def test_a_field_is_filled_and_filled_anew(stock: Path, environment: DesktopEnvironment) -> None:
    for text in ("Lantern oil, 5 l", "Rope"):
        _type(environment, _find(environment, "textbox", "Name"), text)
    _type(environment, _find(environment, "textbox", "Amount"), "25")
    field = _find(environment, "textbox", "Amount")
    assert field.value is not None
    assert "25" in field.value
    save = _find(environment, "button", "Save article")
    environment._parts.input.click(_at(save).point, FREE)
    assert _articles(stock, lambda all_: (all_[-1]["name"], all_[-1]["amount"]) == ("Rope", "25"))


def test_no_secret_is_typed_where_it_might_show(
    stock: Path, environment: DesktopEnvironment
) -> None:
    field = _find(environment, "textbox", "Name")
    with pytest.raises(TargetNotReady, match="from the picture alone"):
        _type(environment, field, SecretRef(name="pin"))
    assert _find(environment, "textbox", "Name").value == ""


def test_a_window_that_tells_of_changes_when_it_is_read_comes_to_rest(
    desktop: PrivateDesktop, environment: DesktopEnvironment
) -> None:
    (desktop.home / "Documents/Letters").mkdir(parents=True, exist_ok=True)
    opened = Open(what="Documents", kind="file", application="thunar")
    environment.execute(GroundedAction(action=opened), FREE)
    assert any(environment.settle(FREE, limit=6.0) for _ in range(3))
    letters = [e for e in environment.observe(FREE).elements if e.name == "Letters"]
    assert {each.source for each in letters} == {"pixels"}
