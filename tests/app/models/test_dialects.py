"""Every dialect says what its table promises, and reads back what it said."""

from __future__ import annotations

import dataclasses
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions import keys
from actions.action import (
    Action,
    AnswerDialog,
    Ask,
    Claim,
    Click,
    Drag,
    Finish,
    GiveUp,
    Hold,
    MouseDown,
    MouseUp,
    Move,
    Navigate,
    Open,
    Press,
    RunSkill,
    Scroll,
    SecretRef,
    Select,
    SetValue,
    Type,
    Upload,
    Wait,
    Window,
    Zoom,
)
from actions.coordinates import CoordinateSpace, Frame
from actions.errors import ReplyError
from actions.schema import CATALOGUE
from actions.target import Anchors, Description, ElementRef, PointOn
from app.models.dialects.features import FEATURES, features
from app.models.dialects.interface import Dialect, Support
from app.models.dialects.registry import DIALECTS
from app.models.dialects.table import document, expected, supports
from perception import predicate as p
from perception.geometry import Box, Point, Size, Viewport
from perception.resize import within_tiles

ROOT = Path(__file__).parents[3]
TABLES = {name: supports(dialect) for name, dialect in DIALECTS.items()}

SPACES = [
    CoordinateSpace(),
    CoordinateSpace(name="smart_resize_px", factor=28, max_pixels=16384 * 28 * 28),
    CoordinateSpace(name="smart_resize_px", factor=32, max_pixels=1280 * 32 * 32),
    CoordinateSpace(name="k1000"),
    CoordinateSpace(name="k999"),
    CoordinateSpace(name="unit"),
]
SCREENS = [Size(1280, 720), Size(1920, 1080), Size(2560, 1440), Size(800, 600)]


@st.composite
def frames(draw: st.DrawFn) -> Frame:
    size = draw(st.sampled_from(SCREENS))
    origin = draw(st.sampled_from([Point(0, 0), Point(-1920, 0), Point(40, -1080)]))
    scale = draw(st.sampled_from([1, 2]))
    shot = Size(size.width * scale, size.height * scale)
    sent = draw(st.sampled_from([shot, within_tiles(shot, edge=1568, tiles=1568)]))
    return Frame(
        viewport=Viewport(size=size, origin=origin, scale=scale),
        sent=sent,
        space=draw(st.sampled_from(SPACES)),
    )


words = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=30
).filter(lambda text: "</parameter" not in text)
said = words.map(str.strip).filter(bool)
short = st.text("abcdefghij-_", min_size=1, max_size=10)
chord_keys = st.sampled_from(
    ["Enter", "a", "S", "F5", "ArrowDown", "Space", "+", "-", "/", "é", "1"]
)
held = st.sets(st.sampled_from(keys.MODIFIERS)).map(
    lambda chosen: tuple(each for each in keys.MODIFIERS if each in chosen)
)
chords = st.builds(keys.Chord, held, chord_keys).map(str)
buttons = st.sampled_from(["left", "middle", "right"])
conditions = st.recursive(
    st.one_of(
        st.builds(p.Exists, role=short, name=words),
        st.builds(p.Text, text=words),
        st.builds(p.RowText, texts=st.lists(words, max_size=3).map(tuple)),
        st.builds(p.Value, name=words, value=words),
        st.builds(p.Url, pattern=words),
        st.builds(p.FileExists, path=words),
    ),
    lambda inner: st.one_of(
        st.builds(p.Not, predicate=inner),
        st.builds(p.All, predicates=st.lists(inner, max_size=2).map(tuple)),
    ),
    max_leaves=4,
)


@cache
def actions(box: Box) -> st.SearchStrategy[Action]:
    points = st.builds(
        PointOn,
        x=st.floats(box.x, box.right, exclude_max=True),
        y=st.floats(box.y, box.bottom, exclude_max=True),
    )
    targets = st.one_of(
        points,
        points,
        points,
        points.map(lambda point: dataclasses.replace(point, surface="t2")),
        st.integers(1, 999).map(lambda number: ElementRef(ref=f"e{number}")),
        st.builds(Description, text=words, role=short, purpose=st.sampled_from(["", "click"])),
    )
    maybe = st.one_of(st.none(), targets)
    texts = st.lists(words, min_size=1, max_size=3).map(tuple)
    regions = st.builds(
        lambda x, y, wide, high: Box(
            box.x + x * box.width / 2,
            box.y + y * box.height / 2,
            (0.1 + wide * 0.4) * box.width,
            (0.1 + high * 0.4) * box.height,
        ),
        *[st.floats(0, 1)] * 4,
    )
    return st.one_of(
        st.builds(Click, target=targets, button=buttons, count=st.integers(1, 3), modifiers=held),
        st.builds(Move, target=targets),
        st.builds(
            Drag,
            path=st.lists(points, min_size=2, max_size=5).map(tuple),
            button=buttons,
            modifiers=held,
        ),
        st.builds(MouseDown, target=targets, button=buttons),
        st.builds(MouseUp, target=targets, button=buttons),
        scrolls(maybe),
        st.builds(
            Type,
            text=st.one_of(words, words, st.builds(SecretRef, name=short)),
            into=maybe,
            clear=st.booleans(),
            submit=st.booleans(),
        ),
        st.builds(Press, keys=chords, target=maybe, repeat=st.integers(1, 4)),
        # Between blanks, + and - go by their names.
        st.builds(
            Press,
            keys=st.lists(
                chords.filter(lambda text: text[-1] not in "+-"), min_size=2, max_size=3
            ).map(" ".join),
        ),
        st.builds(Hold, keys=chords, seconds=st.sampled_from([0.5, 1.0, 3.0])),
        st.builds(SetValue, target=targets, value=words),
        st.builds(Select, target=targets, options=texts),
        st.builds(Upload, target=targets, paths=texts),
        st.builds(
            Open, what=words, kind=st.sampled_from(["url", "app"]), new_surface=st.booleans()
        ),
        st.builds(
            Navigate,
            how=st.sampled_from(["back", "forward", "reload", "close"]),
            surface=st.sampled_from(["", "t2"]),
        ),
        st.builds(AnswerDialog, accept=st.booleans(), text=words),
        st.builds(
            Window,
            surface=short,
            how=st.sampled_from(["move", "close"]),
            box=st.one_of(st.none(), regions),
        ),
        st.builds(
            Wait,
            seconds=st.sampled_from([0.0, 0.5, 1.0, 2.0, 5.0, 60.0]),
            until=st.one_of(st.none(), st.none(), conditions),
        ),
        st.builds(Zoom, region=st.one_of(st.none(), regions)),
        st.builds(
            RunSkill,
            name=short,
            arguments=st.dictionaries(short, words, max_size=3).map(lambda d: tuple(d.items())),
        ),
        st.builds(Ask, question=said, options=st.lists(words, max_size=2).map(tuple)),
        st.builds(
            Finish,
            answer=st.one_of(st.just(""), said),
            success=st.booleans(),
            claims=st.lists(st.builds(Claim, predicate=conditions), max_size=2).map(tuple),
            data=st.sampled_from(["", '{"a": 1}']),
        ),
        st.builds(GiveUp, reason=words),
    )


def scrolls(targets: st.SearchStrategy[Any]) -> st.SearchStrategy[Action]:
    signs = st.sampled_from([-1, 0, 1])
    ways = st.tuples(signs, signs).filter(any)

    def scaled(unit: str, amounts: list[float]) -> st.SearchStrategy[Action]:
        return st.builds(
            lambda way, amount, target: Scroll(
                target=target, dx=way[0] * amount, dy=way[1] * amount, unit=unit
            ),
            ways,
            st.sampled_from(amounts),
            targets,
        )

    return st.one_of(
        scaled("line", [5, 1, 3, 2.5]), scaled("page", [1, 2]), scaled("pixel", [40, 120, 500])
    )


def alike(left: Any, right: Any, frame: Frame) -> bool:
    """Equal, but for the rounding of coordinates to the model's grid and to the last pixel."""
    grid = 0.0001 if frame.space.name == "unit" else 1
    across = grid * frame.viewport.size.width / frame.extent.width
    down = grid * frame.viewport.size.height / frame.extent.height
    if isinstance(left, PointOn):
        return (
            isinstance(right, PointOn)
            and left.surface == right.surface
            and abs(left.x - right.x) <= max(across, 1) + 1e-6
            and abs(left.y - right.y) <= max(down, 1) + 1e-6
        )
    if isinstance(left, Box):
        near = zip(left, right, (across, down, across, down), strict=True)
        return all(abs(a - b) <= limit + 1e-6 for a, b, limit in near)
    if isinstance(left, Scroll) and left.unit == "pixel" and type(left) is type(right):
        return (
            abs(left.dx - right.dx) <= across
            and abs(left.dy - right.dy) <= down
            and alike(left.target, right.target, frame)
        )
    if dataclasses.is_dataclass(left):
        return type(left) is type(right) and all(
            alike(getattr(left, each.name), getattr(right, each.name), frame)
            for each in dataclasses.fields(left)
        )
    if isinstance(left, tuple):
        return len(left) == len(right) and all(
            alike(a, b, frame) for a, b in zip(left, right, strict=True)
        )
    return bool(left == right)


@pytest.mark.parametrize("name", DIALECTS)
@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_what_a_dialect_says_is_read_back(name: str, data: st.DataObject) -> None:
    dialect, frame = DIALECTS[name], data.draw(frames())
    action = data.draw(actions(frame.viewport.box))

    promised = expected(TABLES[name], action)
    assert dialect.support(action, frame) == promised, features(action)
    if promised is Support.REFUSED:
        with pytest.raises(ReplyError):
            dialect.serialise([action], frame)
        return
    understood = dialect.parse(dialect.serialise([action], frame), frame)
    assert len(understood.actions) == len(understood.sources) == 1
    assert alike(action, understood.actions[0], frame), understood.actions[0]


@pytest.mark.parametrize("name", DIALECTS)
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_several_actions_are_read_back_in_order(name: str, data: st.DataObject) -> None:
    """Actions of different kinds, with a thought; those that never flow together."""
    dialect, frame = DIALECTS[name], data.draw(frames())
    apart = (Click, Scroll, Press, Wait, Open)
    drawn = data.draw(
        st.lists(actions(frame.viewport.box).filter(lambda a: isinstance(a, apart)), max_size=4)
    )
    wanted: list[Action] = []
    for action in drawn:
        if expected(TABLES[name], action) is not Support.REFUSED and type(action) not in map(
            type, wanted
        ):
            wanted.append(action)
    thought = data.draw(st.text("abc def.,\nAction: ", max_size=30))
    # A scroll without a target would be meant for where the click left the pointer.
    wanted = [each for each in wanted if not (isinstance(each, Scroll) and each.target is None)]
    if not wanted:
        return

    understood = dialect.parse(dialect.serialise(wanted, frame, thought), frame)

    assert len(understood.actions) == len(wanted)
    assert all(alike(a, b, frame) for a, b in zip(wanted, understood.actions, strict=True))


@pytest.mark.parametrize("feature", FEATURES)
def test_every_feature_has_an_action_with_it(feature: str) -> None:
    assert feature in features(FEATURES[feature])


def test_every_action_has_its_rows() -> None:
    assert {type(action) for action in FEATURES.values()} == {entry.cls for entry in CATALOGUE}


def test_the_table_in_the_docs_is_that_of_the_code() -> None:
    written = (ROOT / "docs" / "dialects.md").read_text(encoding="utf-8")
    assert written == document(), "run installer/docs"


@pytest.mark.parametrize("name", DIALECTS)
def test_a_skills_anchors_are_no_models_business(name: str) -> None:
    click = Click(target=Anchors(ways=(("role", "button"),)))
    frame = Frame(viewport=Viewport(size=Size(800, 600)), sent=Size(800, 600))
    with pytest.raises(ReplyError):
        DIALECTS[name].serialise([click], frame)


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=DIALECTS)
def test_a_point_outside_the_picture_is_refused(dialect: Dialect) -> None:
    frame = Frame(viewport=Viewport(size=Size(800, 600)), sent=Size(800, 600))
    with pytest.raises(ReplyError, match="outside the picture"):
        dialect.serialise([Click(target=PointOn(x=800, y=20))], frame)
    shown = dialect.serialise([Click(target=PointOn(x=700, y=20))], frame)
    narrow = Frame(viewport=Viewport(size=Size(600, 600)), sent=Size(600, 600))
    with pytest.raises(ReplyError, match="outside the picture: x goes from 0 to 599"):
        dialect.parse(shown, narrow)
