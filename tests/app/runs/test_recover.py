"""After a crash it is said what is known, and no commit is repeated without a person's word."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.context import RunContext
from actions.trajectory import Outcome
from app.engine.approval import HeadlessApprover
from app.engine.events import (
    ActionIntended,
    Answer,
    Effect,
    Event,
    Risk,
    RunFinished,
    StepFinished,
)
from app.errors import UsageError
from app.runs.log import record
from app.runs.read import read
from app.runs.recover import (
    REPEATED,
    CarefulApprover,
    CarefulGate,
    Recovered,
    known,
    note_for_planner,
    recover,
)
from app.safety.permissions import Mode, default_permissions


def recovered(events: list[Event], folder: Path) -> Recovered:
    list(record(events, folder))
    return recover(read(folder))


def cut_after(events: list[Event], kind: type, count: int) -> list[Event]:
    seen = [number for number, event in enumerate(events) if isinstance(event, kind)]
    return events[: seen[count - 1] + 1]


def test_an_edit_without_a_result_is_unknown(events: list[Event], tmp_path: Path) -> None:
    found = recovered(cut_after(events, ActionIntended, 1), tmp_path)
    assert found.steps == ()
    assert found.unknown is not None
    assert (found.unknown_commit, found.commits) == (None, ())
    assert known(found) == [
        "No step was finished.",
        'Not known is whether this was done: Type “Ada” into textbox "Name". It can be done again.',
    ]


def test_a_commit_without_a_result_is_unknown(events: list[Event], tmp_path: Path) -> None:
    found = recovered(cut_after(events, ActionIntended, 2), tmp_path)
    assert found.unknown_commit is not None
    assert found.commits == (found.unknown_commit,)
    assert found.url == "https://demo.test/form"
    lines = known(found)
    assert lines[0].startswith('Step 1: Type “Ada” into textbox "Name" (textbox "Name": ')
    assert "cannot be taken back" in lines[1]
    assert "do not do again" in note_for_planner(found)


def test_a_commit_that_was_made_is_known(events: list[Event], tmp_path: Path) -> None:
    found = recovered(cut_after(events, StepFinished, 2), tmp_path)
    assert (found.unknown, len(found.commits), len(found.steps)) == (None, 1, 2)


def test_a_torn_line_is_mentioned(events: list[Event], tmp_path: Path) -> None:
    list(record(events, tmp_path))
    path = tmp_path / "events.jsonl"
    path.write_bytes(path.read_bytes()[:-30])
    found = recover(read(tmp_path))
    assert any("not complete" in line for line in known(found))


def test_a_run_that_is_done_is_not_resumed(events: list[Event], tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nothing to resume"):
        recovered(events, tmp_path)


def test_a_stopped_run_is_resumed(events: list[Event], tmp_path: Path) -> None:
    stopped = [*cut_after(events, StepFinished, 1), RunFinished(outcome=Outcome.STOPPED)]
    assert recovered(stopped, tmp_path).outcome is Outcome.STOPPED


@pytest.fixture
def sent(events: list[Event], tmp_path: Path) -> tuple[CarefulGate, ActionIntended]:
    """A gate that knows of one commit, in the mode that asks least."""
    found = recovered(cut_after(events, ActionIntended, 2), tmp_path)
    assert found.unknown_commit is not None
    gate = CarefulGate(
        default_permissions(), Mode.AUTO, found.commits, secret_origins=lambda _name: ()
    )
    step = next(event.step for event in events if isinstance(event, StepFinished))
    gate.begin(found.task, step.observation)
    return gate, found.unknown_commit


def test_a_repeated_commit_is_always_asked_for(
    sent: tuple[CarefulGate, ActionIntended], events: list[Event]
) -> None:
    gate, intent = sent
    typed, clicked = (event.step for event in events if isinstance(event, StepFinished))
    assert typed.grounded is not None
    assert gate.check(typed.grounded, typed.observation).effect is Effect.ALLOW
    verdict = gate.check(intent.action, clicked.observation)
    assert (verdict.effect, verdict.risk, verdict.rule) == (Effect.ASK, Risk.COMMIT, REPEATED)


def test_flags_do_not_approve_a_repeated_commit(
    sent: tuple[CarefulGate, ActionIntended], events: list[Event]
) -> None:
    gate, intent = sent
    _typed, clicked = (event.step for event in events if isinstance(event, StepFinished))
    verdict = gate.check(intent.action, clicked.observation)
    request = gate.request("r", intent.action, clicked.observation, verdict)
    flags = HeadlessApprover(yes=True, commits=True)
    assert flags.approve(request, RunContext()).answer is Answer.ONCE
    careful = CarefulApprover(flags).approve(request, RunContext())
    assert (careful.answer, careful.by) == (Answer.DENY, "headless")
    assert "not done twice" in careful.note
