import threading
import time

import pytest

from actions.context import Cancel, RunContext
from actions.errors import RunCancelled


def test_cancelling_wakes_a_sleep_at_once() -> None:
    context = RunContext()
    threading.Timer(0.05, context.cancel.cancel).start()
    began = time.monotonic()
    with pytest.raises(RunCancelled):
        context.sleep(30)
    assert time.monotonic() - began < 20


def test_closers_run_once_and_only_while_registered() -> None:
    cancel = Cancel()
    called: list[str] = []
    with cancel.register(lambda: called.append("gone")):
        pass
    with cancel.register(lambda: called.append("live")):
        cancel.cancel("first")
        cancel.cancel("second")
    with cancel.register(lambda: called.append("late")):
        pass
    assert called == ["live", "late"]
    assert cancel.reason == "first"


def test_a_sleep_ends_with_the_deadline() -> None:
    context = RunContext(deadline=time.monotonic() + 0.05)
    began = time.monotonic()
    context.sleep(30)
    assert time.monotonic() - began < 20
    assert context.remaining() == 0
