"""What a model planner does besides asking for the next action, in real Chromium."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from model_form import START, FormModel, Play
from model_server.makers import MAKERS, act
from model_server.server import ModelServer
from model_server.talk import Say, Seen, Use

from actions.trajectory import Outcome
from app.engine.events import Decided, StepFinished

Site = tuple[str, list[str]]
CHAT = MAKERS["chat"]
DONE = (Outcome.DONE_VERIFIED, Outcome.DONE_UNVERIFIED)


def said(**told: object) -> Say:
    return Say(text=json.dumps(told))


def advised(seen: Seen, word: str) -> bool:
    """Whether it is a question beside the conversation, by its first words."""
    return word in seen.system


def test_a_plan_is_made_first_and_told(site: Site, play: Play) -> None:
    model = FormModel(CHAT)

    def brain(seen: Seen) -> Say:
        if advised(seen, "Split it into"):
            assert "Send the form as Zoë" in seen.conversation
            return said(goals=["The form is open", "The form is sent"])
        if "Check it" not in seen.system:
            assert "1. The form is open\n2. The form is sent" in seen.conversation
        return model(seen)

    with ModelServer(brain) as server:
        finished, _ = play(server, site[0], habits={"plan": True})
        assert server.rejected == []
    assert finished.outcome in DONE, finished.reason


def test_done_is_not_believed_before_it_is(site: Site, play: Play) -> None:
    url, sent = site
    sent.clear()
    model = FormModel(CHAT)
    checks = 0

    def brain(seen: Seen) -> Say:
        nonlocal checks
        if "Check it" in seen.system:
            checks += 1
            if "Thanks" not in seen.text:
                return said(done=False, reason="nothing was sent yet")
            return model(seen)
        if model.step == 2 and not checks:
            return Say(uses=(act(action="finish", answer="sent", success=True),))
        if checks == 1 and model.step == 2:
            assert "nothing was sent yet" in seen.text
        return model(seen)

    with ModelServer(brain) as server:
        finished, _ = play(server, url)
        assert server.rejected == []
    assert checks == 2
    assert sent == ["Zoë – 你好"]
    assert finished.outcome in DONE, finished.reason


def test_the_best_of_several_next_steps_is_taken(site: Site, play: Play) -> None:
    url, sent = site
    sent.clear()
    model = FormModel(CHAT)
    asked = 0

    def brain(seen: Seen) -> Say:
        nonlocal asked
        if "candidates for the next step" in seen.system:
            assert "Press Escape" in seen.conversation
            return said(candidates=[{"index": 0, "score": 1}, {"index": 1, "score": 8}])
        if "Check it" in seen.system:
            return model(seen)
        asked += 1
        return Say(uses=(act(action="press", keys="Escape"),)) if asked % 2 else model(seen)

    with ModelServer(brain) as server:
        finished, events = play(server, url, habits={"lookahead": 2})
        assert server.rejected == []
    assert sent == ["Zoë – 你好"], finished.reason
    done = [type(each.step.action).__name__ for each in events if isinstance(each, StepFinished)]
    assert "Press" not in done


def test_a_stronger_model_takes_over_when_the_first_is_stuck(site: Site, play: Play) -> None:
    url, sent = site
    sent.clear()
    strong = FormModel(CHAT)

    def brain(seen: Seen) -> Say:
        if seen.model == "strong-model" or "Check it" in seen.system or strong.step >= 3:
            if "What was done so far" in seen.conversation and strong.step == 0:
                assert "Press Escape" in seen.conversation
            return strong(seen)
        return Say(uses=(act(action="press", keys="Escape"),))

    with ModelServer(brain) as server:
        others = {"strong": {"model": "strong-model"}}
        finished, events = play(
            server, url, others=others, strong="strong", habits={"reflect": False}
        )
        assert server.rejected == []
    assert sent == ["Zoë – 你好"], finished.reason
    done = [type(each.step.action).__name__ for each in events if isinstance(each, StepFinished)]
    assert done[:4] == ["Press", "Press", "Press", "Click"]


CANVAS = """<!doctype html><meta charset=utf-8><title>Canvas</title>
<body style="margin:0"><canvas id=c width=1200 height=700></canvas><p id=said></p><script>
const c = document.getElementById('c'), pen = c.getContext('2d');
pen.fillStyle = 'seagreen'; pen.fillRect(900, 500, 80, 30);
c.onclick = e => { if (e.offsetX > 900 && e.offsetX < 980 && e.offsetY > 500 && e.offsetY < 530)
  document.getElementById('said').textContent = 'Hit'; };
</script>"""


@pytest.mark.parametrize("agrees", [True, False])
def test_a_second_model_finds_what_is_only_described(
    agrees: bool, page_of: Callable[[str], str], play: Play
) -> None:
    looks: list[tuple[int, int]] = []

    def point(seen: Seen) -> Say:
        """What a grounding model would say: it finds the green box in what it is shown."""
        wide, high = seen.pictures[-1].width, seen.pictures[-1].height
        looks.append((wide, high))
        assert "the green box" in seen.conversation
        x, y = green(seen.pictures[-1].data)
        if len(looks) == 2 and not agrees:
            x, y = 0, 0
        return Say(text=f"({x},{y})")

    def brain(seen: Seen) -> Say:
        if seen.model == "pointing":
            return point(seen)
        if "Hit" in seen.text:
            return Say(uses=(act(action="finish", answer="hit", success=True),))
        if "not found" in seen.text:
            return Say(uses=(act(action="give_up", reason="it is not there"),))
        return Say(uses=(act(action="click", target={"text": "the green box"}),))

    with ModelServer(brain) as server:
        others = {"eyes": {"model": "pointing", "profile": "gta1"}}
        finished, _ = play(
            server, page_of(CANVAS), others=others, pointer="eyes", habits={"check": False}
        )
        assert server.rejected == []
    assert finished.outcome in (DONE if agrees else (Outcome.GAVE_UP,)), finished.reason
    assert len(looks) == 2


def green(data: bytes) -> tuple[int, int]:
    """The middle of what is green in a picture, in its pixels."""
    import io

    from PIL import Image

    with Image.open(io.BytesIO(data)) as image:
        colours = image.convert("RGB")
    found = [
        (x, y)
        for x in range(0, colours.width, 3)
        for y in range(0, colours.height, 3)
        if is_green(colours.getpixel((x, y)))
    ]
    assert found, "nothing green is shown"
    return sum(x for x, _ in found) // len(found), sum(y for _, y in found) // len(found)


def is_green(colour: object) -> bool:
    assert isinstance(colour, tuple)
    red, high, blue = colour
    return bool(high > red + 60 and high > blue + 30)


def test_a_region_is_shown_enlarged(site: Site, play: Play) -> None:
    pictures: list[int] = []

    def brain(seen: Seen) -> Say:
        pictures.append(len(seen.pictures))
        if len(pictures) == 1:
            return Say(uses=(act(action="zoom", region=[100, 200, 400, 400]),))
        if len(pictures) == 2:
            assert "The region, enlarged" in seen.text
            assert seen.pictures[0].height < seen.pictures[1].height
            return Say(uses=(CHAT.click(seen, START),))
        assert "The form is here" in seen.text
        return Say(uses=(act(action="give_up", reason="enough"),))

    with ModelServer(brain) as server:
        finished, _ = play(server, site[0])
        assert server.rejected == []
    assert finished.outcome is Outcome.GAVE_UP
    assert pictures == [1, 2, 1]


def test_marks_are_drawn_into_the_picture(site: Site, play: Play) -> None:
    """Beside the button's edge there is nothing but the page, unless a mark is drawn."""
    shown: dict[bool, bytes] = {}

    for marks in (False, True):

        def brain(seen: Seen, marks: bool = marks) -> Say:
            shown[marks] = seen.pictures[-1].data
            return Say(uses=(act(action="give_up", reason="enough"),))

        with ModelServer(brain) as server:
            play(server, site[0], habits={"marks": marks})
    assert shown[True] != shown[False]


def test_notes_outlive_the_exchange_they_were_made_in(site: Site, play: Play) -> None:
    asked = 0

    def brain(seen: Seen) -> Say:
        nonlocal asked
        if "came to nothing" in seen.system:
            return said()
        asked += 1
        if asked == 1:
            given = {"actions": [{"action": "press", "keys": "Escape"}], "note": "The code is 4711"}
            return Say(uses=(Use("act", given),))
        if asked > 8:
            assert "Your notes:" in seen.conversation
            assert seen.conversation.count("The code is 4711") == 1
            return Say(uses=(act(action="give_up", reason="enough"),))
        return Say(uses=(act(action="press", keys="ArrowDown" if asked % 2 else "ArrowUp"),))

    with ModelServer(brain) as server:
        finished, events = play(server, site[0])
        assert server.rejected == []
    assert finished.outcome is Outcome.GAVE_UP, finished.reason
    assert any(isinstance(each, Decided) and each.decision.note for each in events)


def test_settings_that_make_no_sense_are_said(site: Site, play: Play) -> None:
    from app.errors import UsageError

    with ModelServer(lambda _seen: Say(text="never asked")) as server:
        with pytest.raises(UsageError, match="nobody"):
            play(server, site[0], strong="nobody")
        with pytest.raises(UsageError, match="lookahead"):
            play(server, site[0], habits={"lookahead": 99})
        with pytest.raises(UsageError, match="plann"):
            play(server, site[0], habits={"plann": True})
