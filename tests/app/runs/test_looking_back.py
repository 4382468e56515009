"""Finding runs again, playing them, saying what one thinks of them, deleting them and not."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from actions.action import Click
from actions.target import Description
from actions.trajectory import Outcome, Step
from app.engine.events import (
    ActionIntended,
    Answer,
    Approval,
    ApprovalGiven,
    ApprovalRequest,
    ApprovalRequested,
    Effect,
    Event,
    Risk,
    RunFinished,
    RunStarted,
    StepFinished,
    Verdict,
)
from app.errors import UsageError
from app.paths import Paths
from app.runs.decisions import decisions_in, recent_decisions
from app.runs.feedback import LONGEST, NAME, Feedback, Opinion, feedback_on, give_feedback
from app.runs.folders import new_folder, run_folders
from app.runs.index import list_runs
from app.runs.lock import RunLock
from app.runs.log import record
from app.runs.play import playback
from app.runs.read import UnreadableRun
from app.runs.search import Group, Search, days_ago, found_in
from app.runs.storage import discard, empty_trash, restore, size_of


@pytest.fixture
def home(tmp_path: Path) -> Paths:
    return Paths.within(tmp_path)


def make(home: Paths, events: list[Event], run_id: str = "aaaaaa", now: float = 1.8e9) -> Path:
    folder = new_folder(home.runs, "Send Ada", run_id, now=now)
    list(record(events, folder))
    return folder


def ended(events: list[Event], outcome: Outcome) -> list[Event]:
    last = events[-1]
    assert isinstance(last, RunFinished)
    return [*events[:-1], replace(last, outcome=outcome)]


def of_skill(events: list[Event], name: str) -> list[Event]:
    first = events[0]
    assert isinstance(first, RunStarted)
    return [replace(first, planner=f"rows:{name}"), *events[1:]]


def test_runs_are_found_by_what_is_known_of_them(home: Paths, events: list[Event]) -> None:
    make(home, events, "aaaaaa")
    make(home, ended(events, Outcome.GAVE_UP), "bbbbbb")
    make(home, of_skill(events, "send-greetings"), "cccccc")
    runs = list_runs(home)

    def found(**wanted: object) -> str:
        search = Search(**wanted)  # type: ignore[arg-type]  # each of its own type
        return "".join(sorted(run.id[0] for run in runs if search.finds(run)))

    assert found() == "abc"
    assert found(words="ada SENT demo.test") == "abc"
    assert found(words="ada nothing") == ""
    assert found(groups=(Group.FAILED,)) == "b"
    assert found(groups=(Group.DONE, Group.FAILED)) == "abc"
    assert found(application="demo.test") == "abc"
    assert found(application="elsewhere.test") == ""
    assert found(skill="send-greetings") == "c"
    assert found(since=time.time() + 60) == ""
    assert found(until=time.time() - 3600) == ""
    assert found_in(runs) == ["demo.test"]
    assert found_in(runs, skills=True) == ["send-greetings"]


def test_days_begin_at_midnight() -> None:
    noon = time.mktime((2026, 3, 1, 12, 0, 0, 0, 0, -1))
    assert time.localtime(days_ago(0, now=noon))[:5] == (2026, 3, 1, 0, 0)
    assert time.localtime(days_ago(1, now=noon))[:5] == (2026, 2, 28, 0, 0)


def test_what_one_thinks_of_a_run_is_found_again(home: Paths, events: list[Event]) -> None:
    folder = make(home, events)
    assert feedback_on(folder) == Feedback()
    list_runs(home)  # the index has it as it was
    give_feedback(folder, Feedback(opinion=Opinion.BAD, note="not the Ada I meant"))
    (run,) = list_runs(home)
    assert (run.opinion, run.note) == ("bad", "not the Ada I meant")
    assert Search(words="meant").finds(run)
    (folder / NAME).write_text("{broken")
    assert feedback_on(folder) == Feedback()
    with pytest.raises(UsageError, match="at most"):
        give_feedback(folder, Feedback(note="x" * (LONGEST + 1)))


def test_a_run_is_played_step_by_step(home: Paths, events: list[Event]) -> None:
    played = playback(make(home, events))
    assert (played.task, played.outcome, played.said) == ("Send Ada", "done, verified", "Sent.")
    first, second, last = played.steps
    assert (first.number, first.title) == (1, 'Type “Ada” into textbox "Name"')
    assert first.change == 'textbox "Name": "" -> "Ada"'
    assert first.seconds == pytest.approx(0.25)
    assert first.targets[0].x == pytest.approx(10)
    assert first.picture is not None
    assert first.picture.data == b"picture"
    assert second.number == 2
    assert (last.number, last.picture.data if last.picture else b"") == (0, b"three")


def test_an_action_without_a_result_is_told(home: Paths, events: list[Event]) -> None:
    sending = next(at for at, each in enumerate(events) if isinstance(each, StepFinished))
    cut = events[: sending + 2]
    assert playback(make(home, cut)).unknown == 'Click button "Send ✉ שלח"'
    last = cut[-1]
    assert isinstance(last, ActionIntended)
    looking = replace(last, verdict=replace(last.verdict, risk=Risk.READ))
    assert playback(make(home, [*cut[:-1], looking], "bbbbbb")).unknown == "", "it changes nothing"


def test_a_folder_without_a_start_cannot_be_played(home: Paths) -> None:
    folder = new_folder(home.runs, "nothing", "aaaaaa")
    (folder / "events.jsonl").write_text("what is this\n")
    with pytest.raises(UnreadableRun):
        playback(folder)


def test_what_is_discarded_can_be_brought_back(home: Paths, events: list[Event]) -> None:
    one, two = make(home, events, "aaaaaa"), make(home, events, "bbbbbb")
    size = size_of(home.runs)
    assert size > 3 * len(b"picture")
    gone = discard(home, [one])
    assert list(run_folders(home.runs)) == [two]
    assert [run.id for run in list_runs(home)] == ["bbbbbb"]
    restore(gone)
    assert {run.id for run in list_runs(home)} == {"aaaaaa", "bbbbbb"}
    discard(home, [one])
    empty_trash(home)
    assert size_of(home.runs) < size
    empty_trash(home)  # nothing is left to empty


def test_nothing_is_discarded_while_one_is_under_way(home: Paths, events: list[Event]) -> None:
    one, two = make(home, events, "aaaaaa"), make(home, events, "bbbbbb")
    with RunLock(two), pytest.raises(UsageError, match="under way"):
        discard(home, [one, two])
    assert len(list(run_folders(home.runs))) == 2


def refused(events: list[Event], by: str) -> list[Event]:
    """The second action was not done."""
    step = next(each.step for each in reversed(events) if isinstance(each, StepFinished))
    assert step.grounded is not None
    request = ApprovalRequest(
        id="1",
        action=step.grounded,
        verdict=Verdict(effect=Effect.ASK, risk=Risk.COMMIT, rule="commit", reason="it sends"),
        verb="click",
        target="Send",
        application="",
        origin="https://demo.test",
    )
    answer = Approval(request="1", answer=Answer.DENY, by=by, note="not today")
    failed = replace(step, error="action refused: not approved by person: it sends", after=None)
    asked = [ApprovalRequested(index=1, request=request), ApprovalGiven(index=1, approval=answer)]
    return [*events[:5], *asked, StepFinished(step=failed), events[-1]]


def test_decisions_say_what_was_decided_and_why(home: Paths, events: list[Event]) -> None:
    folder = make(home, refused(events, "person"))
    allowed, denied = decisions_in(folder)
    assert (allowed.effect, allowed.rule, allowed.risk) == ("allow", "test", "edit")
    assert (denied.effect, denied.by, denied.rule) == ("deny", "person", "commit")
    assert (denied.reason, denied.what) == ("not today", 'Click button "Send ✉ שלח"')
    assert [each.effect for each in recent_decisions(home, 1)] == ["deny"]


def test_a_rule_that_refuses_is_a_decision(home: Paths, events: list[Event]) -> None:
    step = next(each.step for each in events if isinstance(each, StepFinished))
    action = Click(target=Description(text="Delete all"))
    failed: Step = replace(
        step, action=action, grounded=None, after=None, error="action refused: never"
    )
    (denied,) = decisions_in(make(home, [*events[:3], StepFinished(step=failed)]))
    assert (denied.what, denied.effect, denied.reason) == ("Click Delete all", "deny", "never")
