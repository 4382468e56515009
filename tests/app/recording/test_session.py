"""A recording on disk: whole after a crash, without what is known to be secret."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from shown import Hand, element, page, task

from actions.errors import EnvironmentUnavailable
from app.errors import RunNotFound, UsageError
from app.recording.files import written_claims
from app.recording.folder import (
    RecordingBegan,
    begin,
    find_recording,
    read_recording,
)
from app.recording.open import allowed_in
from app.recording.session import Session, shown_in
from app.runs.format import EVENTS
from app.runs.read import UnreadableRun
from app.where import Where
from perception.events import Allowed, InputEvent, Marked, MarkKind
from perception.predicate import FileExists, FileText

NAME = element("e1", "textbox", "Name", value="")
SAVE = element("e2", "button", "Save")
PAGE = page(NAME, SAVE)


class Played:
    """A source that gives events that were made before, and then is gone or silent."""

    def __init__(self, events: Iterable[InputEvent], *, goes: bool = False) -> None:
        self._events = deque(events)
        self._goes = goes
        self.closed = 0

    def start(self) -> None:
        """Nothing has to be done."""

    def next(self, seconds: float) -> InputEvent | None:
        if self._events:
            return self._events.popleft()
        if self._goes and not self.closed:
            raise EnvironmentUnavailable("the window was closed")
        return None

    def mark(self, kind: MarkKind, note: str = "") -> None:
        self._events.append(Marked(at=99, kind=kind, note=note))

    def close(self) -> None:
        self.closed += 1


def session(folder: Path, source: Played, secrets: tuple[str, ...] = ()) -> Session:
    wanted = task("Add Ada Love")
    identity, made = begin(folder, wanted)
    began = RecordingBegan(id=identity, task=wanted, environment="browser", allowed=Allowed())
    return Session(source, made, began, secrets)


def added() -> Hand:
    hand = Hand().see(PAGE).click(NAME).type("Ada Love", NAME).holds(NAME, "Ada Love")
    return hand.click(SAVE).see(page(SAVE, key="after"))


def test_what_was_heard_is_read_back_as_it_was(tmp_path: Path) -> None:
    hand = added()
    source = Played(hand.events)
    recording = session(tmp_path, source)
    told: list[int] = []
    recording.listen(lambda: not source._events, lambda steps: told.append(len(steps)))
    recording.mark("parameter", "who")
    recorded = recording.end()
    assert recorded.events[:-1] == tuple(hand.events)
    assert recorded.fault == ""
    assert source.closed
    assert told[-1] >= 2
    assert recording.end() == recorded
    assert [step.risk for step in shown_in(recorded).trajectory.steps][-1] in ("edit", "commit")
    assert find_recording(tmp_path, recorded.began.id) == recorded.folder


def test_a_source_that_goes_ends_the_recording_and_loses_nothing(tmp_path: Path) -> None:
    recording = session(tmp_path, Played(added().events, goes=True))
    recording.listen(lambda: False, lambda steps: None)
    assert len(recording.end().events) == len(added().events)


def test_after_a_crash_all_whole_lines_are_there(tmp_path: Path) -> None:
    recording = session(tmp_path, Played(added().events))
    for _ in range(6):
        recording.take(0)
    log = recording.folder / EVENTS
    whole = read_recording(recording.folder)
    data = log.read_bytes()
    for cut in (len(data) - 1, len(data) - 40):
        log.write_bytes(data[:cut])
        broken = read_recording(recording.folder)
        assert broken.events == whole.events[: len(broken.events)]
        assert len(broken.events) == len(whole.events) - 1
        assert "not complete" in broken.fault
    log.write_bytes(data)
    recording.end()


def test_known_secrets_are_taken_out_by_value(tmp_path: Path) -> None:
    hand = Hand().see(page(replace(NAME, value="hunter22"))).type("x", NAME)
    hand.holds(NAME, "so hunter22 it is")
    recording = session(tmp_path, Played(hand.events), ("hunter22",))
    recording.listen(lambda: not recording._source._events, lambda steps: None)  # type: ignore[attr-defined]
    recording.end()
    assert b"hunter22" not in (recording.folder / EVENTS).read_bytes()


def test_there_is_no_such_recording(tmp_path: Path) -> None:
    with pytest.raises(RunNotFound):
        find_recording(tmp_path, "abc")
    with pytest.raises(UnreadableRun):
        read_recording(tmp_path)


def test_what_may_be_recorded_is_said_or_refused() -> None:
    assert allowed_in(Where(url="shop.example/a?b"), ()).origins == ("https://shop.example",)
    both = allowed_in(Where(url="localhost:8000"), ("https://b.example",)).origins
    assert both == ("http://localhost:8000", "https://b.example")
    assert allowed_in(Where(environment="desktop"), ("Mousepad",)).applications == ("Mousepad",)
    assert allowed_in(Where(environment="sandbox"), ()).applications == ("*",)
    for environment in ("browser", "desktop"):
        with pytest.raises(UsageError, match="Say what may be recorded"):
            allowed_in(Where(environment=environment), ())


def test_files_that_were_written_can_be_claimed(tmp_path: Path) -> None:
    (tmp_path / "Documents").mkdir()
    (tmp_path / "Documents" / "a.txt").write_text("buy milk\nand bread\n")
    (tmp_path / ".hidden").write_text("x")
    (tmp_path / "b.bin").write_bytes(b"\0\1")
    claims = [each.predicate for each in written_claims(tmp_path, 0)]
    assert FileExists(path="~/Documents/a.txt") in claims
    assert FileText(path="~/Documents/a.txt", text="buy milk\nand bread") in claims
    assert not [each for each in claims if ".hidden" in str(each)]
    assert not list(written_claims(tmp_path, 4e9))
