"""Runs as training data: read back as a trainer would, and searched for what must not be in it."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from actions.action import (
    Action,
    Claim,
    Click,
    Finish,
    GiveUp,
    GroundedAction,
    Open,
    SecretRef,
    Type,
)
from actions.target import ElementRef, Grounding, PointOn
from actions.trajectory import Decision, Outcome, Step, Task
from app.cli import main
from app.engine.events import Decided, Event, Observed, RunFinished, RunStarted, StepFinished
from app.errors import UsageError
from app.models.profile import shipped_profiles
from app.models.wire import Reply
from app.runs.folders import new_folder
from app.runs.log import RunLog
from app.training.export import Exported, export
from app.training.redact import Redactor
from app.training.samples import Kind
from perception import imaging
from perception.element import Element
from perception.geometry import Box, Point, Size, Viewport
from perception.observation import Observation, Surface
from perception.predicate import Text
from perception.screenshot import Screenshot

MAIL, PHONE = "ada.lovelace@engine.example", "+44 20 7946 0958"
SIZE = Size(800, 600)
FIELD, SEND = Box(300, 100, 300, 30), Box(600, 400, 120, 40)
PRIVATE = Box(40, 500, 400, 30)  # words that no element knows of


def picture() -> Screenshot:
    image = Image.new("RGB", (800, 600), "white")
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(18)
    draw.text((FIELD.x + 4, FIELD.y + 4), MAIL, fill="black", font=font)
    draw.text((SEND.x + 10, SEND.y + 8), "Send", fill="black", font=font)
    draw.text((PRIVATE.x, PRIVATE.y), f"Call {PHONE}", fill="black", font=font)
    data = io.BytesIO()
    image.save(data, "PNG")
    return Screenshot(data.getvalue(), SIZE)


def look() -> Observation:
    return Observation(
        screenshot=picture(),
        viewport=Viewport(size=SIZE),
        surfaces=(Surface(ref="t1", url="https://a.test/", box=Box(0, 0, 800, 600), active=True),),
        elements=(
            Element(ref="e1", surface="t1", role="textbox", name="To", value=MAIL, box=FIELD),
            Element(ref="e2", surface="t1", role="button", name="Send", box=SEND),
        ),
    )


def grounded(action: Action, ref: str) -> GroundedAction:
    here = look().by_ref[ref]
    middle = Point(here.box.x + here.box.width / 2, here.box.y + here.box.height / 2)
    found = Grounding(target=ElementRef(ref=ref), element=here, surface="t1", point=middle)
    assert not isinstance(action, Finish | GiveUp)
    return GroundedAction(action=action, groundings=(found,))  # type: ignore[arg-type]


TYPING = Type(text=MAIL, into=ElementRef(ref="e1"))
SENDING = Click(target=ElementRef(ref="e2"))


def run(
    runs: Path,
    steps: Sequence[tuple[Action, str, str]],
    outcome: Outcome | None,
    ending: Action | None = None,
    run_id: str = "abcdef",
) -> Path:
    """A run on disk: of (action, ref or "", error)."""
    folder = new_folder(runs, "Send it", run_id)
    seen = look()
    events: list[Event] = [
        RunStarted(
            run_id=run_id, task=Task(text=f"Mail {MAIL}"), environment="fake", planner="scripted"
        )
    ]
    for at, (action, ref, error) in enumerate(steps):
        decision = Decision(actions=(action,), thought=f"step {at} for {MAIL}")
        found = grounded(action, ref) if ref else None
        events += [
            Observed(index=at, observation=seen),
            Decided(index=at, decision=decision),
            StepFinished(
                step=Step(
                    index=at,
                    observation=seen,
                    decision=decision,
                    action=action,
                    grounded=found,
                    after=seen,
                    error=error,
                )
            ),
        ]
    if ending is not None:
        decision = Decision(actions=(ending,), thought="the end")
        events += [
            Observed(index=len(steps), observation=seen),
            Decided(index=len(steps), decision=decision),
        ]
    if outcome is not None:
        events.append(RunFinished(outcome=outcome, answer=""))
    log = RunLog(folder)
    for event in events:
        log.write(event)
    log.close()
    return folder


DONE = Finish(answer="Sent.", claims=(Claim(predicate=Text(text="Sent")),))


def written(
    runs: Sequence[Path], out: Path, form: str, profile: str, *, redacted: bool = False
) -> Exported:
    return export(
        runs, out, form=form, profile=shipped_profiles()[profile], kinds=tuple(Kind),
        redacted=redacted,
    )  # fmt: skip


def lines(path: Path) -> list[dict]:  # type: ignore[type-arg]
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def brightest(pixels: imaging.Pixels, box: Box) -> int:
    """Of what lies inside a box of the screen, past its first letters."""
    high, wide = pixels.shape[0] / SIZE.height, pixels.shape[1] / SIZE.width
    down = slice(int((box.y + 6) * high), int((box.y + 16) * high))
    across = slice(int((box.x + 60) * wide), int((box.x + 150) * wide))
    return int(pixels[down, across].max())


def test_kinds_are_kept_apart(tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    steps = [(TYPING, "e1", ""), (SENDING, "e2", "")]
    failed = [(SENDING, "e2", "the button is disabled"), *steps]
    made = [
        run(runs, steps, Outcome.DONE_VERIFIED, DONE, "aaaaaa"),
        run(runs, failed, Outcome.DONE_VERIFIED, DONE, "bbbbbb"),
        run(runs, steps, Outcome.GAVE_UP, GiveUp(reason="no way"), "cccccc"),
        run(runs, steps, Outcome.DONE_UNVERIFIED, DONE, "dddddd"),
        run(runs, steps, Outcome.CRASHED, None, "eeeeee"),
        run(runs, steps, None, None, "ffffff"),
    ]
    done = written(made, tmp_path / "out", "chat", "compatible")
    assert done.counts == {
        Kind.SUCCESS: 1, Kind.RECOVERED: 1, Kind.FAILURE: 1, Kind.UNSURE: 1,
    }  # fmt: skip
    assert set(done.left_out) == {"eeeeee", "ffffff"}
    files = {path.name for path in (tmp_path / "out").iterdir()}
    assert files == {f"{kind}.jsonl" for kind in Kind}
    # What went wrong is read, not learned.
    (recovered,) = lines(tmp_path / "out" / "recovered.jsonl")
    weights = [each["weight"] for each in recovered["messages"] if each["role"] == "assistant"]
    assert weights == [0, 1, 1, 1]


def test_chat_has_pictures_calls_and_their_results(tmp_path: Path) -> None:
    made = run(tmp_path / "runs", [(SENDING, "e2", "")], Outcome.DONE_VERIFIED, DONE)
    written([made], tmp_path / "out", "chat", "compatible")
    (line,) = lines(tmp_path / "out" / "success.jsonl")
    system, asked, answered, result, again, ended = line["messages"]
    assert system["role"] == "system"
    text, shot = asked["content"]
    assert f"Mail {MAIL}" in text["text"]
    assert "e2" in text["text"]
    data = base64.b64decode(shot["image_url"]["url"].removeprefix("data:image/png;base64,"))
    assert Image.open(io.BytesIO(data)).size == (800, 600)
    (call,) = answered["tool_calls"]
    said = json.loads(call["function"]["arguments"])
    assert said["actions"] == [{"action": "click", "target": "e2"}]
    assert result == {"role": "tool", "tool_call_id": call["id"], "content": "done"}
    assert again["role"] == "user"
    assert "Sent." in ended["tool_calls"][0]["function"]["arguments"]
    assert line["tools"][0]["function"]["name"] == "act"


@pytest.mark.parametrize("name", ["ui-tars-1.5", "ui-tars-1.0", "doubao-1.5-ui-tars", "ui-tars-2"])
def test_ui_tars_replies_are_what_the_dialect_reads(tmp_path: Path, name: str) -> None:
    steps = [(TYPING, "e1", ""), (SENDING, "e2", "")]
    made = run(tmp_path / "runs", steps, Outcome.DONE_VERIFIED, DONE)
    written([made], tmp_path / "out", "ui-tars", name)
    (line,) = lines(tmp_path / "out" / "success.jsonl")
    profile = shipped_profiles()[name]
    frame = profile.frame(look().viewport, SIZE)
    said = [each for each in line["messages"] if each["role"] == "assistant"]
    assert [each["loss_mask"] for each in said] == [1, 1, 1]
    if name.startswith("ui-tars-1"):
        assert "<|box_start|>(" in said[1]["content"]
    typed, sent, ended = (profile.spoken.parse(Reply(text=each["content"]), frame) for each in said)
    focus, _clear, text = typed.actions
    assert isinstance(focus, Click)
    assert isinstance(text, Type)
    assert text.text == MAIL
    (click,) = sent.actions
    assert isinstance(click, Click)
    assert isinstance(click.target, PointOn)
    assert Point(click.target.x, click.target.y).distance(Point(660, 420)) < 2
    assert ended.actions == (Finish(answer="Sent."),)
    assert all((tmp_path / "out" / each).is_file() for each in line["images"])


def test_agentnet_has_relative_code(tmp_path: Path) -> None:
    steps = [(SENDING, "e2", "it was covered"), (SENDING, "e2", "")]
    made = run(tmp_path / "runs", steps, Outcome.DONE_VERIFIED, DONE)
    written([made], tmp_path / "out", "agentnet", "opencua-relative")
    (line,) = lines(tmp_path / "out" / "recovered.jsonl")
    assert line["task_completed"] is True
    codes = [each["value"]["code"] for each in line["traj"]]
    assert codes[0] == codes[1] == "pyautogui.click(x=0.825, y=0.7)"
    assert codes[2] == "computer.terminate(status='success', answer='Sent.')"
    assert [each["value"]["last_step_correct"] for each in line["traj"]] == [True, False, True]


def test_sharegpt_has_a_picture_for_each_mark(tmp_path: Path) -> None:
    made = run(tmp_path / "runs", [(SENDING, "e2", "")], Outcome.DONE_VERIFIED, DONE)
    done = written([made], tmp_path / "out", "sharegpt", "qwen2.5-vl")
    assert not done.left_out
    (line,) = lines(tmp_path / "out" / "success.jsonl")
    marks = sum(each["value"].count("<image>") for each in line["conversations"])
    assert marks == len(line["images"]) == 2
    assert [each["from"] for each in line["conversations"]] == ["human", "gpt"] * 2
    assert "<tool_call>" in line["conversations"][1]["value"]


def test_parquet_is_read_back_with_its_card(tmp_path: Path) -> None:
    import pyarrow.parquet

    steps = [(TYPING, "e1", ""), (SENDING, "e2", "")]
    made = run(tmp_path / "runs", steps, Outcome.GAVE_UP, GiveUp(reason="no way"))
    written([made], tmp_path / "out", "parquet", "compatible-text")
    rows = pyarrow.parquet.read_table(tmp_path / "out" / "failure.parquet").to_pylist()
    assert [row["step"] for row in rows] == [0, 1, 2]
    assert Image.open(io.BytesIO(rows[0]["screenshot"]["bytes"])).size == (800, 600)
    assert "no way" in rows[2]["reply"]
    assert "path: failure.parquet" in (tmp_path / "out" / "README.md").read_text("utf-8")


def test_what_a_dialect_cannot_say_is_left_out_and_said(tmp_path: Path) -> None:
    made = run(
        tmp_path / "runs",
        [(Open(what="https://a.test/"), "", ""), (SENDING, "e2", "")],
        Outcome.DONE_VERIFIED,
        DONE,
    )
    done = written([made], tmp_path / "out", "ui-tars", "ui-tars-1.5")
    assert sum(done.counts.values()) == 0
    assert "open" in done.left_out["abcdef"]


def test_a_secret_stands_by_its_name(tmp_path: Path) -> None:
    typing = Type(text=SecretRef(name="a.test/password"), into=ElementRef(ref="e1"))
    made = run(tmp_path / "runs", [(typing, "e1", "")], Outcome.DONE_VERIFIED, DONE)
    written([made], tmp_path / "out", "ui-tars", "ui-tars-1.5")
    assert "<secret:a.test/password>" in (tmp_path / "out" / "success.jsonl").read_text("utf-8")


@pytest.mark.parametrize(
    ("form", "profile"),
    [("sharegpt", "compatible-text"), ("ui-tars", "ui-tars-1.5"), ("agentnet", "opencua-relative")],
)
def test_nothing_personal_is_left_in_words_or_pictures(
    tmp_path: Path, form: str, profile: str
) -> None:
    steps = [(TYPING, "e1", ""), (SENDING, "e2", "")]
    made = run(tmp_path / "runs", steps, Outcome.DONE_VERIFIED, DONE)
    written([made], tmp_path / "out", form, profile, redacted=True)
    text = (tmp_path / "out" / "success.jsonl").read_text("utf-8")
    assert MAIL not in text
    assert "lovelace" not in text
    assert text.count("<email-1>") >= 4  # the same everywhere: task, thought, screen, typing
    for each in json.loads(text).get("images") or [
        step["image"] for step in json.loads(text)["traj"]
    ]:
        pixels = imaging.decoded((tmp_path / "out" / each).read_bytes())
        assert brightest(pixels, FIELD) < 30, "the field with the address is not black"
        assert brightest(pixels, PRIVATE) < 30, "words that only the picture has are not black"
        assert brightest(pixels, Box(SEND.x - 50, SEND.y, 1, 1)) > 200, "the button was blackened"


def test_unredacted_data_is_as_it_was(tmp_path: Path) -> None:
    made = run(tmp_path / "runs", [(TYPING, "e1", "")], Outcome.DONE_VERIFIED, DONE)
    written([made], tmp_path / "out", "ui-tars", "ui-tars-1.5")
    assert MAIL in (tmp_path / "out" / "success.jsonl").read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("write to a.b+c@d-e.example.org now", "write to <email-1> now"),
        ("call +49 30 555 0199", "call <telephone-1>"),
        ("card 4111 1111 1111 1111", "card <card-1>"),
        ("IBAN DE89 3704 0044 0532 0130 00", "IBAN <account-1>"),
        ("/home/ada/notes.txt", "/home/<home-1>/notes.txt"),
        ("https://a.test/x?key=1&b=2#top", "https://a.test/x?<query-1>#top"),
        ("https://ada:pw@a.test/", "https://<login-1>@a.test/"),
        ("key sk-proj-a8F3kd92jfKDkf92jfkd", "key <token-1>"),
        ("2026-11-21 12", "2026-11-21 12"),
        ("21.11.2026", "21.11.2026"),
        ("order 1003 of 12.50", "order 1003 of 12.50"),
        ("Acknowledgement of receipts", "Acknowledgement of receipts"),
    ],
)
def test_what_counts_as_personal(text: str, clean: str) -> None:
    assert Redactor(None).clean(text) == clean


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    made = run(tmp_path / "runs", [(SENDING, "e2", "")], Outcome.DONE_VERIFIED, DONE)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine").write_text("keep")
    with pytest.raises(UsageError, match="holds something"):
        written([made], tmp_path / "out", "chat", "compatible")
    assert (tmp_path / "out" / "mine").read_text() == "keep"


def test_nothing_half_written_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = run(tmp_path / "runs", [(SENDING, "e2", "")], Outcome.DONE_VERIFIED, DONE)

    def broken(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("app.training.samples._ending", broken)
    with pytest.raises(KeyboardInterrupt):
        written([made], tmp_path / "out", "chat", "compatible")
    assert [path.name for path in tmp_path.iterdir()] == ["runs"]


def test_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DESKHAND_HOME", str(tmp_path))
    arguments = ["runs", "export", "--format", "ui-tars", "--output", str(tmp_path / "out")]
    assert main(arguments) == 2
    assert "There are no runs" in capsys.readouterr().err
    from app.paths import paths

    run(paths().runs, [(TYPING, "e1", "")], Outcome.DONE_VERIFIED, DONE)
    assert main([*arguments, "--only", "nonsense"]) == 2
    assert "success, recovered, failure, unsure" in capsys.readouterr().err
    assert main([*arguments, "--only", "failure"]) == 1
    assert "of another kind" in capsys.readouterr().err
    assert main(["runs", "export", "last", *arguments[2:-1], str(tmp_path / "data")]) == 0
    assert "1 success" in capsys.readouterr().out
    assert (tmp_path / "data" / "success.jsonl").stat().st_size
