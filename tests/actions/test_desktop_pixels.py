"""A window without a tree: seen in the picture, and looked at again before each click."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue

import pytest

from actions.action import Click, GroundedAction
from actions.context import RunContext
from actions.environments.desktop import DesktopEnvironment, DesktopOptions
from actions.environments.private_desktop import PrivateDesktop
from actions.errors import TargetChanged
from actions.target import ElementRef, Grounding
from perception.element import Element

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs X11")

PROGRAM = Path(__file__).parents[1] / "support/windows/tk_drawn.py"


@dataclass
class Drawn:
    """The program, and the desktop that it is on."""

    environment: DesktopEnvironment
    process: subprocess.Popen[str]
    lines: Queue[str]

    def tell(self, command: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        assert self.lines.get(timeout=10) == "done"

    def see(self) -> dict[str, Element]:
        self.environment.settle(RunContext())
        seen = self.environment.observe(RunContext(), screenshot=False)
        assert not seen.unread or all("tells nothing" in each for each in seen.unread)
        return {each.name: each for each in seen.elements}

    def click(self, element: Element) -> str:
        """Click what was seen; what the program says was clicked."""
        assert element.click_point is not None
        grounding = Grounding(
            target=ElementRef(ref=element.ref),
            element=element,
            surface=element.surface,
            point=element.click_point,
        )
        action = GroundedAction(action=Click(target=grounding.target), groundings=(grounding,))
        self.environment.execute(action, RunContext())
        return self.lines.get(timeout=10)

    def clicked(self) -> bool:
        """Whether anything was clicked by now."""
        try:
            self.lines.get(timeout=0.5)
        except Empty:
            return False
        return True


@pytest.fixture(scope="module")
def environment(desktop: PrivateDesktop) -> Iterator[DesktopEnvironment]:
    made = DesktopEnvironment(DesktopOptions(session=desktop.session))
    yield made
    made.close()


@pytest.fixture
def drawn(desktop: PrivateDesktop, environment: DesktopEnvironment) -> Iterator[Drawn]:
    process = subprocess.Popen(
        ["/usr/bin/python3", str(PROGRAM)],
        env=dict(desktop.session.variables),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    lines: Queue[str] = Queue()
    assert process.stdout is not None
    output = process.stdout

    def hear() -> None:
        for line in output:
            lines.put(line.strip())

    thread = threading.Thread(target=hear)
    thread.start()
    assert lines.get(timeout=30) == "ready"
    yield Drawn(environment, process, lines)
    assert process.stdin is not None
    process.stdin.close()
    process.wait(10)
    thread.join(5)
    output.close()


def test_it_is_seen_and_clicked(drawn: Drawn) -> None:
    seen = drawn.see()
    assert {"Start", "Discard"} <= set(seen)
    assert seen["Start"].role == "button"
    assert drawn.click(seen["Start"]) == "Start"
    assert drawn.click(drawn.see()["Discard"]) == "Discard"


def test_another_label_in_the_meantime_is_not_clicked(drawn: Drawn) -> None:
    start = drawn.see()["Start"]
    drawn.tell("label Stop")
    with pytest.raises(TargetChanged):
        drawn.click(start)
    assert not drawn.clicked()
    assert drawn.click(drawn.see()["Stop"]) == "Stop"


def test_what_has_moved_a_little_is_found_where_it_is(drawn: Drawn) -> None:
    start = drawn.see()["Start"]
    drawn.tell("move 20")
    assert drawn.click(start) == "Start"


def test_what_has_moved_away_is_found_by_its_name(drawn: Drawn) -> None:
    start = drawn.see()["Start"]
    drawn.tell("move 150")
    assert drawn.click(start) == "Start"


def test_nothing_is_clicked_through_what_has_come_over_it(drawn: Drawn) -> None:
    start = drawn.see()["Start"]
    drawn.tell("cover")
    assert "Start" not in drawn.see()
    with pytest.raises(TargetChanged):
        drawn.click(start)
    assert not drawn.clicked()
    drawn.tell("uncover")
    assert drawn.click(drawn.see()["Start"]) == "Start"


def test_refs_stay(drawn: Drawn) -> None:
    first = drawn.see()
    drawn.tell("label Again")
    second = drawn.see()
    assert second["Discard"].ref == first["Discard"].ref


def test_without_languages_no_picture_is_read(drawn: Drawn, desktop: PrivateDesktop) -> None:
    other = DesktopEnvironment(DesktopOptions(session=desktop.session, pixels=None))
    try:
        assert not other.observe(RunContext(), screenshot=False).elements
    finally:
        other.close()
