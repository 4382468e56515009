"""Slow work of the window: its answers, and what becomes of its faults."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication

from app.errors import DeskhandError, UsageError
from app.gui.bridge import Background


@pytest.fixture
def background() -> Iterator[Background]:
    # It is kept until the process ends: a second one cannot be made.
    loop = QCoreApplication.instance() or QCoreApplication([])
    work = Background(loop)
    yield work
    work.close()


def until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + 10
    while not condition():
        QCoreApplication.processEvents()
        assert time.monotonic() < end
        time.sleep(0.005)  # between two looks


def fails(failure: Exception) -> Callable[[], str]:
    def question() -> str:
        raise failure

    return question


def test_answers_and_errors_are_told(background: Background) -> None:
    answers: list[str] = []
    errors: list[DeskhandError] = []
    background.ask("one", lambda: "yes", answers.append, errors.append)
    background.ask("two", fails(UsageError("No such run.")), answers.append, errors.append)
    until(lambda: answers and errors)
    assert answers == ["yes"]
    assert str(errors[0]) == "No such run."


def test_a_fault_of_the_program_is_told_too(background: Background) -> None:
    errors: list[DeskhandError] = []
    background.ask("one", fails(KeyError("row")), print, errors.append)
    until(lambda: errors)
    assert "KeyError: 'row'" in str(errors[0])


def test_only_the_newest_answer_is_told_and_nothing_is_kept_of_the_others(
    background: Background,
) -> None:
    go = threading.Event()
    answers: list[str] = []
    background.ask("first", lambda: str(go.wait(10)), answers.append, print)
    for text in ("a", "b", "c"):
        background.ask("search", lambda text=text: text, answers.append, print)  # type: ignore[misc]  # bound at once
    go.set()
    until(lambda: "c" in answers)
    assert answers == ["True", "c"]
    assert not background._then
    assert not background._failed
