from pathlib import Path

import pytest

from perception.element import Element
from perception.geometry import Box, Size, Viewport
from perception.observation import Observation, Surface
from perception.predicate import (
    All,
    AnyOf,
    Exists,
    FileExists,
    Not,
    Predicate,
    RowText,
    Text,
    Url,
    Value,
    WindowTitle,
    described,
    holds,
)

BOX = Box(0, 0, 10, 10)


def element(ref: str, role: str, name: str = "", **more: object) -> Element:
    return Element(ref=ref, surface="t1", role=role, name=name, box=BOX, **more)  # type: ignore[arg-type]


PAGE = Observation(
    viewport=Viewport(size=Size(100, 100)),
    surfaces=(
        Surface(
            ref="t1",
            title="Contacts – Shop",
            url="http://shop.test/contacts?page=2",
            box=Box(0, 0, 100, 100),
            active=True,
        ),
    ),
    elements=(
        element("e1", "row"),
        element("e2", "cell", "Chen Wei", parent="e1"),
        element("e3", "cell", "chen@shop.test", parent="e1"),
        element("e4", "row"),
        element("e5", "cell", "Ada Obi", parent="e4"),
        element("e6", "textbox", "Phone", value="555 1234"),
        element("e7", "checkbox", "Active", states=frozenset({"checked"})),
        element("e8", "checkbox", "Hidden"),
        element("e9", "text", "Two"),
        element("e10", "text", "parts"),
    ),
)


@pytest.mark.parametrize(
    ("predicate", "expected"),
    [
        (Exists(role="row"), True),
        (Exists(role="cell", name="chen*"), True),
        (Exists(role="button", name="Chen Wei"), False),
        (Exists(name="Active", state="checked"), True),
        (Exists(name="Hidden", state="checked"), False),
        (Text(text="CHEN  wei"), True),
        (Text(text="555 1234"), True),
        (Text(text="Two parts"), True),
        (Text(text="Three"), False),
        (RowText(texts=("Chen Wei", "chen@shop.test")), True),
        (RowText(texts=("Ada Obi", "chen@shop.test")), False),
        (Value(name="Phone", value="555 1234"), True),
        (Value(name="Phone", value="555"), False),
        (Value(name="phone", value="555 1234", role="combobox"), False),
        (Value(name="Active", value="true"), True),
        (Value(name="Hidden", value="true"), False),
        (Value(name="Hidden", value="false"), True),
        (Url(pattern="http://shop.test/contacts*"), True),
        (Url(pattern="*/orders*"), False),
        (WindowTitle(pattern="contacts*"), True),
        (Not(predicate=Text(text="Three")), True),
        (All(predicates=(Text(text="Two"), Text(text="Three"))), False),
        (AnyOf(predicates=(Text(text="Two"), Text(text="Three"))), True),
    ],
)
def test_holds(predicate: Predicate, expected: bool) -> None:
    assert holds(predicate, PAGE) is expected
    assert described(predicate)


def test_a_file_must_be_there_and_not_empty(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    assert not holds(FileExists(path=str(path)), PAGE)
    path.touch()
    assert not holds(FileExists(path=str(path)), PAGE)
    path.write_text("a,b")
    assert holds(FileExists(path=str(path)), PAGE)


def test_an_observation_knows_its_tree() -> None:
    assert [e.ref for e in PAGE.within(PAGE.by_ref["e1"])] == ["e2", "e3"]
    assert [e.ref for e in PAGE.ancestors(PAGE.by_ref["e5"])] == ["e4"]
    assert PAGE.active is PAGE.surface("t1")
