"""Numbers of X displays: each is taken once, and none is lost to those who died."""

from __future__ import annotations

import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from actions.environments import private_space
from actions.environments.private_space import DisplayNumber
from actions.errors import EnvironmentUnavailable

FIRST, LAST = 31_000, 31_020  # no X server comes here


@pytest.fixture(autouse=True)
def _range(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setattr(private_space, "_FIRST", FIRST)
    monkeypatch.setattr(private_space, "_LAST", LAST)
    monkeypatch.setattr(private_space, "_SOCKETS", tmp_path)
    yield
    for number in range(FIRST, LAST):
        lock_of(number).unlink(missing_ok=True)


def lock_of(number: int) -> Path:
    return Path(f"/tmp/.X{number}-lock")


def ended() -> int:
    """The id of a process that is no more."""
    process = subprocess.Popen(["true"])
    process.wait()
    return process.pid


def test_of_many_that_find_the_locks_of_the_dead_each_gets_its_own() -> None:
    dead = f"{ended():10d}\n"
    for _ in range(30):
        for number in range(FIRST, FIRST + 3):
            lock_of(number).write_text(dead)
        ready, taken = threading.Barrier(6), list[DisplayNumber]()

        def take(ready: threading.Barrier = ready, taken: list[DisplayNumber] = taken) -> None:
            ready.wait()
            taken.append(DisplayNumber())

        threads = [threading.Thread(target=take) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(each.number for each in taken) == list(range(FIRST, FIRST + 6))
        for each in taken:
            each.release()
        assert not any(lock_of(number).exists() for number in range(FIRST, LAST))


def test_the_socket_of_a_dead_server_is_no_obstacle_and_that_of_a_living_one_is(
    tmp_path: Path,
) -> None:
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(tmp_path / f"X{FIRST}"))
    with socket.socket(socket.AF_UNIX) as living:
        living.bind(str(tmp_path / f"X{FIRST + 1}"))
        living.listen()
        first, second = DisplayNumber(), DisplayNumber()
        assert (first.number, second.number) == (FIRST, FIRST + 2)
        assert not lock_of(FIRST + 1).exists()
        first.release()
        second.release()
        assert (tmp_path / f"X{FIRST + 1}").exists()


def test_when_none_is_left_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(private_space, "_LAST", FIRST + 1)
    held = DisplayNumber()
    with pytest.raises(EnvironmentUnavailable, match="is free"):
        DisplayNumber()
    held.release()
