"""A browser on a machine of its own: what it saves, and what evaluators look at in it."""

import re
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from actions.action import (
    Click,
    EnvironmentAction,
    GroundedAction,
    Open,
    Press,
    Select,
    Type,
)
from actions.context import RunContext
from actions.environments import private_space
from actions.target import ElementRef, Grounding
from app.evaluation import browser_state
from app.evaluation.getters import get
from app.evaluation.look import Look, NoGetter
from app.evaluation.machine import Machine
from app.evaluation.task import EvalTask, Evaluator, Getter
from perception.element import Element

pytestmark = pytest.mark.skipif(bool(private_space.denied()), reason=private_space.denied())

FORM = Path(__file__).parents[2] / "support" / "windows" / "qt_form.py"
PAGE = """<!doctype html><meta charset=utf-8><title>Reports</title><h1>Reports</h1>
<p><a href="report.txt" download>The report</a></p>"""


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    pages = tmp_path_factory.mktemp("pages")
    (pages / "index.html").write_text(PAGE, "utf-8")
    (pages / "shop.html").write_text(SHOP, "utf-8")
    (pages / "report.txt").write_text("of the year\n", "utf-8")
    with Machine() as machine:
        site = machine.serve(pages)
        machine.do(Open(what=site.url + "/", kind="url"))
        yield machine


def shown(machine: Machine, name: str, role: str) -> Element:
    end = time.monotonic() + 30
    while True:
        for each in machine.observe().elements:
            if (each.name, each.role) == (name, role) and each.click_point is not None:
                return each
        assert time.monotonic() < end, name
        time.sleep(0.1)


def do(machine: Machine, action: EnvironmentAction, element: Element) -> None:
    aim = Grounding(
        target=ElementRef(ref=element.ref),
        element=element,
        surface=element.surface,
        point=element.click_point,
    )
    environment, context = machine.environment, RunContext()
    environment.probe(aim, context)
    environment.execute(GroundedAction(action=action, groundings=(aim,)), context)
    environment.settle(context)


def test_what_is_saved_lies_among_its_downloads(machine: Machine) -> None:
    link = shown(machine, "The report", "link")
    do(machine, Click(target=ElementRef(ref=link.ref)), link)
    end = time.monotonic() + 20
    while (copy := machine.fetch("Downloads/report.txt")) is None and time.monotonic() < end:
        time.sleep(0.1)
    assert copy is not None
    assert copy.read_text() == "of the year\n"
    assert [each.name for each in (machine.desktop.home / "Downloads").iterdir()] == ["report.txt"]


SHOP = """<!doctype html><meta charset=utf-8><title>Shop</title><h1>Shoes</h1>
<p class=price> 30 </p><p class=price>45<b> euro</b> each</p><div class=box><h3>Size</h3>40</div>
<p class=way>Bern<i></i>Rome</p><p>Total: 75</p><input id=city value="Bern">
<span class=tag>red</span><span class=tag>blue</span>"""


def told(machine: Machine, kind: str, **settings: object) -> Any:
    task = EvalTask(id="t", domain="chrome", instruction="", evaluator=Evaluator())
    return get(Getter(type=kind, settings=settings), Look(task=task, machine=machine))


def test_texts_of_the_page_in_front(machine: Machine) -> None:
    assert machine.site is not None
    machine.do(Open(what=machine.site.url + "/shop.html", kind="url"))
    ask = partial(told, machine, "active_tab_html_parse")
    by_class = ask(
        category="class",
        class_singleObject={"price": "first", "nothing": "none"},
        class_multiObject={"price": {"1": "second", "7": "eighth"}},
        class_multiObject_child={"way": {"0": "from", "1": "to"}},
        class_multiObject_only_child={"box": {"0": "heading"}},
        class_multiObject_search_exist={"tag": ["red", "green", "is_other_exist"]},
    )
    assert by_class == {
        "first": "30", "none": "", "second": "45 euro each", "eighth": "", "from": "Bern",
        "to": "Rome", "heading": "Size", "red": True, "green": False, "is_other_exist": True,
    }  # fmt: skip
    assert ask(category="xpath", xpathObject={"//h1": "title", "//h6": "none", "][": "odd"}) == {
        "title": "Shoes", "none": "", "odd": "",
    }  # fmt: skip
    assert ask(category="input", inputObject={"//input": "city"}) == {"city": "Bern"}
    assert ask(category="label", labelObject={"total": "sum"}) == {"sum": "Total: 75"}
    with pytest.raises(NoGetter, match="live site"):
        ask(category="class&url")


@pytest.mark.campaign
def test_whether_the_browser_is_light_or_dark(machine: Machine) -> None:
    assert told(machine, "chrome_appearance_mode_ui") == "system"
    address = shown(machine, "Address and search bar", "textbox")
    typed = Type(text="chrome://settings/appearance", into=ElementRef(ref=address.ref))
    do(machine, typed, address)
    machine.do(Press(keys="Enter"))
    classic = shown(machine, "Use Classic", "button")  # that of GTK has no modes
    do(machine, Click(target=ElementRef(ref=classic.ref)), classic)
    modes = shown(machine, "Mode", "combobox")
    do(machine, Select(target=ElementRef(ref=modes.ref), options=("Dark",)), modes)
    assert told(machine, "chrome_appearance_mode_ui") == "dark"
    tabs = browser_state.tabs(machine)
    assert tabs is not None
    assert len([tab for tab in tabs if "settings" in tab["url"]]) == 1


def test_the_accessibility_tree_as_xml(machine: Machine) -> None:
    machine.put(FORM, "/tmp/qt_form.py")
    machine.launch([sys.executable, "/tmp/qt_form.py"])
    assert machine.wait_for_window("Form", strict=False, limit=30)
    root = ElementTree.fromstring(told(machine, "accessibility_tree"))
    assert root.tag == "desktop-frame"
    browser, form = (
        next(each for each in root if each.get("name", "").casefold().startswith(name))
        for name in ("chrom", "qt_form")
    )
    assert any(each.get("name") == "Reload" for each in browser.iter("push-button"))
    space = "{https://accessibility.ubuntu.example.org/ns/%s}"
    button = next(each for each in form.iter("push-button") if each.get("name") == "Save")
    assert button.get(space % "state" + "showing") == "true"
    assert re.fullmatch(r"\(\d+, \d+\)", button.get(space % "component" + "screencoord", ""))
    assert any(key.startswith(space % "action") for key in button.attrib)
