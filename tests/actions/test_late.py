"""An environment that is opened late is closed for certain, whenever that is asked."""

from __future__ import annotations

import threading

import pytest

from actions.context import RunContext
from actions.errors import EnvironmentUnavailable
from actions.fake import FakeEnvironment
from actions.late import LateEnvironment


class Counted(FakeEnvironment):
    closed = 0

    def close(self) -> None:
        self.closed += 1
        super().close()


def test_it_is_opened_once_and_only_when_needed() -> None:
    opened: list[Counted] = []

    def opener() -> Counted:
        opened.append(Counted())
        return opened[-1]

    late = LateEnvironment("fake", opener)
    assert (late.name, late.frame(), opened) == ("fake", None, [])
    late.observe(RunContext())
    late.settle(RunContext())
    late.close()
    late.close()
    assert [each.closed for each in opened] == [1]


def test_closed_before_it_was_needed_it_never_opens() -> None:
    late = LateEnvironment("fake", lambda: pytest.fail("opened"))
    late.close()
    with pytest.raises(EnvironmentUnavailable, match="closed"):
        late.observe(RunContext())


def test_closed_while_it_opens_it_is_closed_at_once() -> None:
    environment = Counted()
    opening, go_on = threading.Event(), threading.Event()

    def opener() -> Counted:
        opening.set()
        assert go_on.wait(10)
        return environment

    late = LateEnvironment("fake", opener)
    failures: list[BaseException] = []

    def use() -> None:
        try:
            late.observe(RunContext())
        except EnvironmentUnavailable as failure:
            failures.append(failure)

    thread = threading.Thread(target=use)
    thread.start()
    assert opening.wait(10)
    late.close()  # does not wait
    go_on.set()
    thread.join(10)
    assert environment.closed == 1
    assert len(failures) == 1


def test_what_cannot_be_opened_says_so_each_time() -> None:
    def opener() -> Counted:
        raise EnvironmentUnavailable("no browser")

    late = LateEnvironment("browser", opener)
    for _ in range(2):
        with pytest.raises(EnvironmentUnavailable, match="no browser"):
            late.observe(RunContext())
