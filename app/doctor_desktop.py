"""The doctor's desktop probes: on each monitor a window is opened, seen, clicked and typed into."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from actions.action import Click, GroundedAction, Type, Window
from actions.context import RunContext
from actions.environment import Environment
from actions.environments.desktop import DesktopEnvironment, DesktopOptions
from actions.environments.desktop_parts import start_here
from actions.environments.private_desktop import PrivateDesktop, PrivateDesktopOptions
from actions.target import ElementRef, Grounding
from perception.element import Element
from perception.geometry import Box, Size
from perception.observation import Observation
from perception.platforms.session import DesktopSession
from perception.platforms.x11 import X11Windows

_TITLE = "Deskhand doctor"
_AIM = ElementRef(ref="")
_START_LIMIT = 20.0
_ROOT = str(Path(__file__).resolve().parent.parent)

Launch = Callable[[Sequence[str]], object]


class ProbeFailed(Exception):
    """The desktop did not do what it should; the message says what."""


def private_desktop(samples: Sequence[str]) -> str:
    """Start a private desktop with two monitors and try it out.

    Raises:
        ProbeFailed: it does not work.
        EnvironmentUnavailable: it cannot be started; the message says what is missing.
    """
    screens = (Size(1280, 800), Size(1024, 768))
    began = time.monotonic()
    with PrivateDesktop.start(PrivateDesktopOptions(screens=screens)) as desktop:
        took = time.monotonic() - began
        with _opened(desktop.session, desktop.launch) as environment:
            monitors = _probe(environment, desktop.session, desktop.launch, samples)
    return f"started in {took:.1f} s; seen, clicked and typed into on {monitors} monitors"


def own_desktop(samples: Sequence[str]) -> str:
    """Try this session's desktop out, with a small window on each monitor.

    Raises:
        ProbeFailed: it does not work.
        EnvironmentUnavailable: it cannot be used; the message says why.
    """
    session = DesktopSession.here()
    launch = start_here(session)
    with _opened(session, lambda command: launch(command, session.home)) as environment:
        monitors = _probe(
            environment, session, lambda command: launch(command, session.home), samples
        )
    return f"seen, clicked and typed into on {monitors} monitor{'s' * (monitors != 1)}"


@contextmanager
def _opened(session: DesktopSession, launch: Launch) -> Iterator[DesktopEnvironment]:
    environment = DesktopEnvironment(
        DesktopOptions(session=session, launch=lambda command, _folder: int(str(launch(command))))
    )
    try:
        yield environment
    finally:
        environment.close()


def _probe(
    environment: Environment, session: DesktopSession, launch: Launch, samples: Sequence[str]
) -> int:
    """Try each monitor; how many there are."""
    windows = X11Windows(session)
    try:
        monitors = [each.box for each in windows.monitors()]
    finally:
        windows.close()
    for box in monitors:
        title = f"{_TITLE} {int(box.x)},{int(box.y)}"
        place = [str(int(box.x + 60)), str(int(box.y + 60))]
        path = os.pathsep.join(filter(None, [_ROOT, session.variables.get("PYTHONPATH", "")]))
        command = ["env", f"PYTHONPATH={path}", sys.executable, "-m", "app.gui.probe_window"]
        launch([*command, title, *place])
        _on_monitor(_Bench(environment, title), box, samples)
    return len(monitors)


def _on_monitor(bench: _Bench, monitor: Box, samples: Sequence[str]) -> None:
    window = bench.window()
    bench.do(Window(surface=window, how="move", box=Box(monitor.x + 60, monitor.y + 60, 1, 1)))
    field = bench.find("textbox", "Probe text")
    if not monitor.contains(field.box.center):
        raise ProbeFailed(f"the window is not on the monitor at {monitor.x:g}, {monitor.y:g}")
    bench.picture(field.box)
    button = bench.find("button", "Probe button")
    bench.do(Click(target=_AIM), button)
    bench.until(lambda seen: any(each.name == "Clicks: 1" for each in seen.elements),
                "a click did not arrive, or arrived twice")  # fmt: skip
    for sample in samples:
        bench.do(Type(text=sample, into=_AIM), field)
        bench.reads(sample)
    bench.do(Window(surface=window, how="close"))


class _Bench:
    """Does single things to the probe window."""

    def __init__(self, environment: Environment, title: str) -> None:
        self._environment = environment
        self._title = title
        self._context = RunContext()

    def look(self) -> Observation:
        return self._environment.observe(self._context, screenshot=False)

    def window(self) -> str:
        """The probe window's ref, once it shows its field."""
        self.until(
            lambda seen: bool(seen.active and seen.active.title == self._title and seen.elements),
            "a test window was opened and is not seen, or tells nothing of what is in it",
        )
        active = self.look().active
        assert active is not None
        return active.ref

    def find(self, role: str, name: str) -> Element:
        for each in self.look().elements:
            if each.role == role and each.name == name:
                return each
        raise ProbeFailed(f'the {role} "{name}" of the test window is not seen')

    def do(self, action: Click | Type | Window, element: Element | None = None) -> None:
        groundings: tuple[Grounding, ...] = ()
        if element is not None:
            point = element.click_point or element.box.center
            aim = Grounding(target=_AIM, element=element, surface=element.surface, point=point)
            groundings = (aim,)
        self._environment.execute(
            GroundedAction(action=action, groundings=groundings), self._context
        )

    def picture(self, box: Box) -> None:
        """See that the screen can be pictured where the window is."""
        seen = self._environment.observe(self._context)
        if seen.screenshot is None or min(seen.screenshot.size) <= 0:
            raise ProbeFailed("the screen gives no picture")
        corner = seen.viewport.to_image(box.center.offset(-box.width / 2, -box.height / 2))
        end = seen.viewport.to_image(box.center.offset(box.width / 2, box.height / 2))
        part = seen.screenshot.image().convert("L").crop((*corner, *end))
        low, high = part.getextrema()
        if low == high:
            raise ProbeFailed("the picture of the screen is blank where a window is")

    def reads(self, sample: str) -> None:
        """See that the field holds a text."""
        self.until(
            lambda seen: any(each.value == sample for each in seen.elements),
            f"{sample!r} did not arrive as typed",
        )

    def until(self, holds: Callable[[Observation], bool], problem: str) -> None:
        """Look until it is so.

        Raises:
            ProbeFailed: it is not so in time.
        """
        end = time.monotonic() + _START_LIMIT
        while not holds(self.look()):
            if time.monotonic() > end:
                raise ProbeFailed(problem)
            time.sleep(0.05)
