"""The report of a run, read in a real browser as a person would."""

import io
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page

from actions.action import Claim, Click, Finish, GroundedAction, Type
from actions.target import Description, Grounding
from actions.trajectory import Decision, Outcome, Step, Task, Timing
from app.engine.events import (
    ActionIntended,
    Answer,
    Approval,
    ApprovalGiven,
    ApprovalRequest,
    ApprovalRequested,
    CheckedClaim,
    Decided,
    Effect,
    Event,
    Observed,
    Risk,
    RunFinished,
    RunStarted,
    StepFinished,
    Verdict,
    Verification,
)
from app.errors import StorageError
from app.runs.log import RunLog
from app.runs.read import UnreadableRun
from app.runs.report import write_report
from perception.change import Change
from perception.element import Element
from perception.geometry import Box, Point, Size, Viewport
from perception.observation import Observation, Surface
from perception.predicate import Text
from perception.screenshot import Screenshot

HOSTILE = (
    "</style><script>window.hacked=1</script>"
    '<img src=x onerror="window.hacked=1">$x"\'&\u202e\ud800\0'
)
SAVE = Box(600, 400, 120, 40)


def picture(label: str) -> Screenshot:
    image = Image.new("RGB", (1280, 800), "white")
    ImageDraw.Draw(image).text((40, 40), label, fill="black")
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return Screenshot(stream.getvalue(), Size(1280, 800))


def observation(label: str) -> Observation:
    element = Element(
        ref="b1", surface="t1", role="button", name=HOSTILE, box=SAVE, click_point=SAVE.center
    )
    surface = Surface(ref="t1", title=HOSTILE, url="http://x.test/", box=Box(0, 0, 1280, 800))
    return Observation(
        screenshot=picture(label),
        viewport=Viewport(size=Size(1280, 800)),
        surfaces=(surface,),
        elements=(element,),
        taken_at=1_790_000_000.0,
    )


def events() -> list[Event]:
    """A run of two steps, the first one approved, with text of a hostile page everywhere."""
    first, second = observation("first"), observation("second")
    target = Description(text=HOSTILE)
    click = Click(target=target)
    grounding = Grounding(
        target=target, element=first.elements[0], surface="t1", point=Point(660, 420)
    )
    grounded = GroundedAction(action=click, groundings=(grounding,))
    verdict = Verdict(effect=Effect.ASK, risk=Risk.COMMIT, rule="commits", reason=HOSTILE)
    request = ApprovalRequest(
        id="a1",
        action=grounded,
        verdict=verdict,
        verb="click",
        target=HOSTILE,
        application="chromium",
        origin="http://x.test",
        data=HOSTILE,
    )
    decision = Decision(actions=(click,), thought=HOSTILE)
    typed = Type(text=HOSTILE, into=target)
    typing = Decision(actions=(typed,), thought="Then the text.")
    finish = Finish(answer=HOSTILE, claims=(Claim(predicate=Text(text=HOSTILE), durable=True),))
    checked = CheckedClaim(text=HOSTILE, held=False, method="reloaded", reason=HOSTILE)
    return [
        RunStarted(run_id="r1", task=Task(text=HOSTILE), environment="browser", planner="builtin"),
        Observed(index=0, observation=first),
        Decided(index=0, decision=decision),
        ApprovalRequested(index=0, request=request),
        ApprovalGiven(
            index=0, approval=Approval(request="a1", answer=Answer.ONCE, by="person", note=HOSTILE)
        ),
        ActionIntended(index=0, action=grounded, verdict=verdict),
        StepFinished(
            step=Step(
                index=0,
                observation=first,
                decision=decision,
                action=click,
                grounded=grounded,
                after=second,
                change=Change(lines=tuple(f"line {n} {HOSTILE}" for n in range(9))),
                risk="commit",
                note=HOSTILE,
                timing=Timing(perceive=0.1, decide=0.2, act=0.05, settle=0.3),
            )
        ),
        Observed(index=1, observation=second),
        Decided(index=1, decision=typing),
        StepFinished(
            step=Step(
                index=1,
                observation=second,
                decision=typing,
                action=typed,
                risk="edit",
                error=f"Nothing fits: {HOSTILE}",
            )
        ),
        Observed(index=2, observation=second),
        Decided(index=2, decision=Decision(actions=(finish,))),
        RunFinished(
            outcome=Outcome.FAILED,
            answer=HOSTILE,
            reason=f"Because of {HOSTILE}",
            verification=Verification(agreed=False, claims=(checked,), reason=HOSTILE),
            files=(f"/tmp/{HOSTILE}",),
            seconds=3.2,
            final=second,
            control=finish,
        ),
    ]


def logged(folder: Path, some: list[Event]) -> Path:
    log = RunLog(folder)
    for event in some:
        log.write(event)
    log.close()
    return folder


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    yield page
    page.close()


def test_hostile_text_is_only_text(tmp_path: Path, page: Page) -> None:
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url[:30]))
    report = write_report(logged(tmp_path / "run", events()))
    page.goto(report.as_uri())
    assert page.evaluate("window.hacked") is None
    assert page.locator("script").count() == 0
    assert page.locator("img").count() == 0
    assert "<script>window.hacked=1</script>" in page.inner_text("h1")
    outside = [url for url in requests if not url.startswith(("file:", "data:"))]
    assert outside == []
    assert "\u202e" not in page.content()  # it would turn round what follows it


def test_it_tells_the_whole_run(tmp_path: Path, page: Page) -> None:
    page.goto(write_report(logged(tmp_path / "run", events())).as_uri())
    text = page.inner_text("main")
    assert "<d" not in text.replace("</style>", "")  # no markup of our own shown as text
    for wanted in (
        "failed",
        "Click button",
        "Then the text.",
        "Nothing fits",
        "Approval asked for",
        "once (by person)",
        "contradicted",
        "did not hold (reloaded",
        "decide 0.20 s",
        "3 more changes",
        "2026-09-21",
    ):
        assert wanted in text, wanted
    assert page.locator(".step").count() == 3  # two steps and how it ended


def test_each_picture_is_stored_once_and_the_target_is_marked(tmp_path: Path, page: Page) -> None:
    report = write_report(logged(tmp_path / "run", events()))
    assert report.read_text().count("data:image/webp") == 2
    page.goto(report.as_uri())
    assert page.locator("figure use").count() == 3
    mark = page.locator("#step-1 rect.target")
    frame = page.locator("#step-1 figure svg")
    marked, whole = mark.bounding_box(), frame.bounding_box()
    assert marked is not None
    assert whole is not None
    scale = whole["width"] / 1280
    assert marked["x"] - whole["x"] == pytest.approx(SAVE.x * scale, abs=4)
    assert marked["width"] == pytest.approx(SAVE.width * scale, abs=5)


def test_nothing_is_wider_than_a_phone(tmp_path: Path, page: Page) -> None:
    page.goto(write_report(logged(tmp_path / "run", events())).as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_run_that_ends_anywhere_has_a_report(tmp_path: Path) -> None:
    whole = events()
    for count, cut in itertools.product(range(1, len(whole) + 1), (0, 9)):
        folder = logged(tmp_path / f"run-{count}-{cut}", whole[:count])
        log = folder / "events.jsonl"
        log.write_bytes(log.read_bytes()[: -cut or None])
        if not cut or count > 1:
            document = write_report(folder).read_text()
            assert ("has no end in its log" in document) == (count < len(whole) or cut > 0)
            assert ("The log is damaged" in document) == (cut > 0)


def test_an_action_that_was_only_begun_is_unknown(tmp_path: Path) -> None:
    whole = events()
    begun = next(i for i, event in enumerate(whole) if isinstance(event, ActionIntended))
    document = write_report(logged(tmp_path / "run", whole[: begun + 1])).read_text()
    assert "It may or may not have happened" in document


def test_missing_and_damaged_pictures_are_said(tmp_path: Path) -> None:
    folder = logged(tmp_path / "run", events())
    one, other = sorted((folder / "screens").iterdir())
    one.unlink()
    other.write_bytes(other.read_bytes()[:500])
    document = write_report(folder).read_text()
    assert "is missing from the run" in document
    assert "data:image" not in document.partition("<main>")[2]


def test_no_log_and_no_place_to_write(tmp_path: Path) -> None:
    with pytest.raises(UnreadableRun):
        write_report(tmp_path)
    folder = logged(tmp_path / "run", events())
    with pytest.raises(StorageError):
        write_report(folder, tmp_path / "nowhere" / "report.html")
    assert not list(folder.glob(".report*"))
