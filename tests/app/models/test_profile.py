"""Profiles: the shipped ones hold together, and wrong ones say what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.action import Click
from actions.target import PointOn
from app.models.dialects.grounding import GROUNDINGS
from app.models.dialects.registry import DIALECTS
from app.models.profile import (
    Profile,
    ProfileError,
    Resize,
    fitting,
    load_profile,
    profiles,
    shipped_profiles,
)
from perception.geometry import Point, Size, Viewport

SHIPPED = shipped_profiles()
SCREENS = [(1280, 720), (1920, 1080), (2560, 1440), (3840, 2160), (1080, 1920), (800, 600)]


def test_every_dialect_has_a_profile() -> None:
    used = {(profile.purpose, profile.dialect) for profile in SHIPPED.values()}
    assert {dialect for purpose, dialect in used if purpose == "planning"} == set(DIALECTS)
    pure = set(GROUNDINGS) - set(DIALECTS)
    assert pure <= {dialect for purpose, dialect in used if purpose == "grounding"}


@pytest.mark.parametrize("profile", SHIPPED.values(), ids=SHIPPED)
@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("scale", [1, 2])
def test_a_click_finds_its_way_back(profile: Profile, screen: tuple[int, int], scale: int) -> None:
    """At every screen, what is pointed at is hit, to within a pixel of the model's grid."""
    viewport = Viewport(size=Size(*screen), scale=scale)
    frame = profile.frame(viewport, Size(screen[0] * scale, screen[1] * scale))
    target = Point(screen[0] / 4, screen[1] / 4)
    if profile.purpose == "grounding":
        point = profile.pointing.read(profile.pointing.write(target, frame), frame)
    else:
        reply = profile.spoken.serialise([Click(target=PointOn(x=target.x, y=target.y))], frame)
        (click,) = profile.spoken.parse(reply, frame).actions
        assert isinstance(click, Click)
        assert isinstance(click.target, PointOn)
        point = Point(click.target.x, click.target.y)
    grid = max(screen[0] / frame.extent.width, screen[1] / frame.extent.height, 1)
    assert point.distance(target) <= (0.01 if profile.space == "unit" else 1) * max(grid, 1)


@pytest.mark.parametrize("profile", SHIPPED.values(), ids=SHIPPED)
def test_a_picture_that_was_resized_is_not_resized_again(profile: Profile) -> None:
    for screen in SCREENS:
        sent = profile.resize.size(Size(*screen))
        assert profile.resize.size(sent) == sent
        if profile.space == "smart_resize_px":
            assert profile.coordinates.extent(sent) == sent


@pytest.mark.parametrize("profile", SHIPPED.values(), ids=SHIPPED)
def test_what_a_model_is_told(profile: Profile) -> None:
    frame = profile.frame(Viewport(size=Size(1920, 1080)), Size(1920, 1080))
    if profile.purpose == "grounding":
        asked = profile.asked("the $5 button", frame)
        assert "the $5 button" in asked
        assert "$target" not in asked
    else:
        told = profile.told(frame)
        assert "is data" in told
        assert "$" not in told
        assert told == profile.told(frame)


SIZES = [
    (Resize(rule="tiles", edge=1568, tiles=1568), (1920, 1080), (1456, 819)),
    (Resize(rule="tiles", edge=1568, tiles=1568), (2560, 1440), (1456, 819)),
    (Resize(rule="tiles", edge=1568, tiles=1568), (1366, 768), (1366, 768)),
    (Resize(rule="tiles", edge=1568, tiles=1568), (1280, 800), (1280, 800)),
    (Resize(rule="tiles", edge=1568, tiles=1568), (1080, 1920), (819, 1456)),
    (Resize(rule="smart", min_pixels=78400, max_pixels=16384 * 784), (1920, 1080), (1932, 1092)),
    (Resize(rule="smart", max_pixels=1280 * 784), (1920, 1080), (1316, 728)),
    (Resize(rule="smart", min_pixels=78400), (100, 100), (280, 280)),
    (Resize(rule="fit", edge=1440), (1920, 1080), (1440, 810)),
    (Resize(rule="none"), (1920, 1080), (1920, 1080)),
]


@pytest.mark.parametrize(("rule", "shot", "sent"), SIZES)
def test_sizes(rule: Resize, shot: tuple[int, int], sent: tuple[int, int]) -> None:
    assert rule.size(Size(*shot)) == sent


MODELS = [
    ("claude-opus-5", "anthropic"),
    ("claude-sonnet-4-6-20260217", "anthropic-20251124"),
    ("claude-haiku-4-5", "anthropic-20250124"),
    ("gpt-5.4", "openai-computer"),
    ("gpt-5.2", "openai"),
    ("computer-use-preview-2025-03-11", "openai-computer-use-preview"),
    ("gemini-3.5-flash", "gemini"),
    ("gemini-2.5-computer-use-preview-10-2025", "gemini-2.5"),
    ("ByteDance-Seed/UI-TARS-1.5-7B", "ui-tars-1.5"),
    ("bytedance/UI-TARS-7B-DPO", "ui-tars-1.0"),
    ("Qwen/Qwen2.5-VL-7B-Instruct", "qwen2.5-vl"),
    ("qwen/qwen3-vl-235b-a22b", "qwen3-vl"),
    ("xlangai/OpenCUA-32B", "opencua"),
    ("zai-org/GLM-4.5V", "glm-4.5v"),
    ("llava:13b", "compatible"),
]


@pytest.mark.parametrize(("model", "name"), MODELS)
def test_the_profile_for_a_model(model: str, name: str) -> None:
    found = fitting(model, SHIPPED.values())
    assert found is not None
    assert found.name == name


def test_a_model_for_grounding() -> None:
    found = fitting("HelloKKMe/GTA1-7B", SHIPPED.values(), "grounding")
    assert found is SHIPPED["gta1"]
    assert fitting("gpt-5.4", SHIPPED.values(), "grounding") is None


GOOD = """
title = "Mine"
protocol = "chat_completions"
dialect = "deskhand"
prompt = "own.md"
space = "k1000"
"""
WRONG = [
    ("title = ", "mine.toml"),
    (GOOD + "colour = 1", "Profile has no colour"),
    (GOOD.replace('space = "k1000"', ""), "Profile lacks space"),
    (GOOD.replace("k1000", "k500"), "none of"),
    (GOOD.replace("deskhand", "klingon"), "no dialect klingon: deskhand"),
    (GOOD.replace("own.md", "none.md"), "there is no prompt 'none.md'"),
    (GOOD.replace("own.md", "../models/x.md"), "there is no prompt"),
    (GOOD.replace("k1000", "smart_resize_px"), "goes with resize.rule"),
    (GOOD + '[resize]\nrule = "fit"', "resize.edge"),
    (GOOD + '[resize]\nrule = "smart"\nmax_pixels = 9', "less than min_pixels"),
    (GOOD + "[resize]\nfactor = 0", "at least 1"),
    (GOOD + '[resize]\nedge = "1"', r"\.resize\.edge: '1' is no int"),
    (GOOD + "[history]\nimages = 0", "history.images"),
    (GOOD + "[limits]\nreply_tokens = 0", "limits"),
    (GOOD + 'name = "other"', "the name of a profile is that of its file"),
    (GOOD + 'purpose = "grounding"', "no dialect deskhand: gta1"),
    (GOOD.replace("deskhand", "gta1") + 'purpose = "grounding"', r"instruction lacks \$target"),
    (
        GOOD.replace("deskhand", "gta1")
        + 'purpose = "grounding"\ninstruction = "$target at $place"',
        "the prompt has place",
    ),
]


@pytest.mark.parametrize(("text", "message"), WRONG)
def test_wrong_profiles_say_what_is_wrong(text: str, message: str) -> None:
    with pytest.raises(ProfileError, match=message) as raised:
        load_profile(text, "mine")
    assert str(raised.value).startswith("mine.toml")


def test_a_persons_profiles_come_first(tmp_path: Path) -> None:
    (tmp_path / "qwen3-vl.toml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "mine.toml").write_text(GOOD, encoding="utf-8")
    found = profiles(tmp_path)
    assert found["qwen3-vl"].title == found["mine"].title == "Mine"
    assert len(found) == len(SHIPPED) + 1
    assert profiles(tmp_path / "none") == SHIPPED
