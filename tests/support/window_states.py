"""The task page in each state of a run, and the windows that a run opens.

The run is none: its events are told to the session as a real one tells them, so that each state
stands still while it is looked at.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from PySide6.QtCore import QBuffer, QIODevice, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget

from actions.action import Action, Click, GroundedAction, Open, Press, Type
from actions.target import Description, Grounding
from actions.trajectory import Decision, Outcome, Step, Timing
from app.engine.events import (
    ActionIntended,
    ApprovalRequest,
    Asked,
    Decided,
    Effect,
    Observed,
    Paused,
    Previewed,
    RunFinished,
    StepFinished,
    TakenOver,
    Verdict,
    Warned,
)
from app.engine.events import Risk as Risks
from app.engine.spending import Spending
from app.gui.approval import ApprovalWindow
from app.gui.main_window import MainWindow
from app.gui.picture import decoded
from app.gui.sent import SentWindow
from app.gui.session import Job, State
from app.suggestions import Suggestion
from perception.change import Change
from perception.element import Element
from perception.geometry import Box, Size, Viewport
from perception.observation import Observation, Surface
from perception.screenshot import Screenshot

Screens = Iterator[tuple[str, QWidget]]
_SIZE = Size(1024, 640)
_FIELDS = ("Name", "Telephone", "City")


def pump(until: Callable[[], bool] = lambda: False, seconds: float = 0.12) -> None:
    """Let the window work for a while, or until something is so."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and not until():
        QApplication.processEvents()
        time.sleep(0.005)
    QApplication.processEvents()


class _Still:
    """Stands for a run that goes on and does nothing; whatever it is told is fine."""

    def __init__(self) -> None:
        self.launched = SimpleNamespace(place=None)

    def __getattr__(self, _name: str) -> Callable[..., bool]:
        return lambda *_arguments: True


def run_states(window: MainWindow, folder: Path) -> Screens:
    """Each state of a run, from its start to its end.

    Args:
        window: in which no run goes on.
        folder: of a run that was made.
    """
    window.go("task")
    page, session = window.task, window.session
    still = cast("Any", session)
    still._bridge = _Still()
    still._launched = SimpleNamespace(
        folder=folder,
        run_id="",
        asks=lambda _request: False,
        options=SimpleNamespace(where=SimpleNamespace(environment="browser")),
    )
    session.title = "Change the telephone of Ada Lovelace to +44 20 7946 0018 and save the contact"
    session.since = time.monotonic() - 75
    session.state = State.STARTING
    session.began.emit()
    session.changed.emit()
    pump()
    yield "run-starting", window
    seen = _form()
    _see(window, seen)
    hear = session._hear
    _step(hear, seen, 0, Open(what="https://shop.example/contacts"))
    _step(hear, seen, 1, Click(target=Description(text="Telephone")))
    wrong = "There is no button “Keep”; the page has “Save contact” and “Cancel”."
    _step(hear, seen, 2, Press(keys="Ctrl+A"), error=wrong)
    hear(Warned(text="Most of the steps are used up: 27 of 30."))
    hear(Decided(index=3, decision=_decision(_typed(seen))))
    page.steps.setCurrentIndex(page.timeline.index(2))
    pump()
    yield "run-thinking", window
    hear(ActionIntended(index=3, action=_typed(seen), verdict=_verdict()))
    pump()
    yield "run-acting", window
    session._set(State.WAITING)
    coming = (_clicked(seen, 3),)
    hear(Previewed(id="p", index=3, action=_typed(seen), coming=coming))
    pump()
    yield "run-preview", window
    page.banners.clear()
    hear(Asked(index=3, question="Which of the two is meant?", options=("Ada L.", "Ada B.")))
    pump()
    yield "run-choice", window
    hear(Asked(index=3, question="What is the number of the flat, and on which floor is it?"))
    pump()
    yield "run-question", window
    hear(Asked(index=3, question="Somebody has to log in here (Shop).", kind="login"))
    pump()
    yield "run-login", window
    hear(TakenOver(index=3))
    pump()
    yield "run-yours", window
    page.taking._end()
    hear(Paused(index=3))
    for title in ("Order twelve lamps", "Write to Ada that it is done", "Read the news", "Rest"):
        session.order(Job(title, cast("Any", None)))
    page.queue.list.setCurrentRow(0)
    pump()
    yield "run-paused-queue", window
    session.waiting.clear()
    session.queue_changed.emit()
    page.correcting.begin()
    pump()
    yield "run-correcting", window
    page.correcting._cancel()
    told = "“Telephone” means the field “Mobile” there."
    page.correcting._offered(
        Suggestion(id="t", kind="tip", about="https://shop.example", told=told)
    )
    pump()
    yield "run-learned", window
    page.banners.clear()
    hear(RunFinished(outcome=Outcome.DONE_UNVERIFIED, answer="The number is saved.", seconds=76))
    still._bridge = None
    session.seconds = 76
    session._set(State.DONE)
    pump()
    yield "run-done", window
    session.refused.emit("There is no browser here: `deskhand doctor` says how to get one.")
    pump()
    yield "run-refused", window
    page.banners.clear()
    sent = SentWindow(folder, -1, window.shell.work, window)
    sent.show()
    pump(seconds=0.5)
    yield "sent", sent
    sent.close()
    session.state = State.READY
    session.changed.emit()


def approvals(window: MainWindow) -> Screens:
    """What may be asked: little, much, and what cannot be taken back."""
    seen = _form()
    long = "\n".join(f"{number}. A line that is to be sent as it stands." for number in range(12))
    place = "https://shop.example"
    requests = {
        "edit": ApprovalRequest(
            id="a", action=_typed(seen), verdict=_verdict(), verb="type", in_scope=True,
            target='textbox "Telephone"', application="chromium", origin=place, origins=(place,),
            data="+44 20 7946 0018",
        ),
        "commit": ApprovalRequest(
            id="b", action=_clicked(seen, 3), verb="click", target='button "Save contact"',
            verdict=Verdict(
                effect=Effect.ASK, risk=Risks.COMMIT, rule="mode-ask-risky",
                reason="What cannot be taken back is asked for, wherever it is done.",
            ),
            application="chromium", origin=place, origins=(place,), data=long,
        ),
    }  # fmt: skip
    for name, request in requests.items():
        asked = ApprovalWindow(
            request,
            shot=seen.screenshot,
            viewport=seen.viewport,
            patience=300,
            parent=window,
        )
        asked.show()
        pump(seconds=0.8)  # the buttons sleep at first
        yield f"approval-{name}", asked
        asked.withdraw()


def _step(
    hear: Callable[[Any], None], seen: Observation, index: int, action: Action, error: str = ""
) -> None:
    """Tell of a step from its beginning to its end."""
    grounded = GroundedAction(action=cast("Any", action))
    decision = _decision(grounded)
    spent = Spending(calls=1, input=8210, output=96, dollars=0.0123, seconds=2.1)
    hear(Observed(index=index, observation=seen))
    hear(Decided(index=index, decision=decision, spent=spent))
    hear(ActionIntended(index=index, action=grounded, verdict=_verdict()))
    change = Change(lines=("textbox “Telephone” has the focus", "“1 result” is gone"))
    step = Step(
        index=index, observation=seen, decision=decision, action=action, grounded=grounded,
        after=seen, error=error, change=None if error else change,
        timing=Timing(perceive=0.12, decide=2.4, ground=0.02, gate=0.01, act=0.3, settle=0.45),
    )  # fmt: skip
    hear(StepFinished(step=step))


def a_step(at: int) -> Step:
    """A step that acted on a control, with the picture of it."""
    seen = _form()
    grounded = _typed(seen) if at else _clicked(seen, 3)
    return Step(
        index=at, observation=seen, decision=_decision(grounded), action=grounded.action,
        grounded=grounded, after=seen,
    )  # fmt: skip


def _decision(grounded: GroundedAction) -> Decision:
    thought = (
        "The contact is open. Its number is in the second field, so I write the new one there."
    )
    return Decision(actions=(grounded.action,), thought=thought)


def _verdict() -> Verdict:
    return Verdict(
        effect=Effect.ASK, risk=Risks.EDIT, rule="mode-ask-all", reason="Each change is asked for."
    )


def _typed(seen: Observation) -> GroundedAction:
    return GroundedAction(action=Type(text="+44 20 7946 0018"), groundings=(_found(seen, 1),))


def _clicked(seen: Observation, at: int) -> GroundedAction:
    target = Description(text=seen.elements[at].name)
    return GroundedAction(action=Click(target=target), groundings=(_found(seen, at),))


def _found(seen: Observation, at: int) -> Grounding:
    element = seen.elements[at]
    return Grounding(
        target=Description(text=element.name), element=element, surface="t1",
        point=element.box.center,
    )  # fmt: skip


def _see(window: MainWindow, seen: Observation) -> None:
    """Show a picture of the environment, as the bridge does."""
    assert seen.screenshot is not None
    window.session.pictured.emit(decoded(seen.screenshot, seen.viewport))


def _form() -> Observation:
    """A page with three fields and two buttons, and the picture of it."""
    image = QImage(round(_SIZE.width), round(_SIZE.height), QImage.Format.Format_RGB32)
    image.fill(QColor("#f4f1ea"))
    painter = QPainter(image)
    elements: list[Element] = []
    for at, name in enumerate((*_FIELDS, "Save contact", "Cancel")):
        field = at < len(_FIELDS)
        box = Box(260, 120 + 60 * at, 420, 36) if field else Box(260 + 160 * (at - 3), 320, 140, 36)
        area = QRect(round(box.x), round(box.y), round(box.width), round(box.height))
        painter.fillRect(area, QColor("white" if field else "#3a6ea5"))
        painter.setPen(QColor("#444444"))
        painter.drawRect(area)
        if field:
            painter.drawText(QRect(120, area.y(), 130, 36), Qt.AlignmentFlag.AlignVCenter, name)
        else:
            painter.setPen(QColor("white"))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, name)
        role = "textbox" if field else "button"
        elements.append(
            Element(ref=f"e{at}", surface="t1", role=role, name=name, box=box,
                    click_point=box.center)
        )  # fmt: skip
    painter.end()
    data = QBuffer()
    data.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(cast("QIODevice", data), "PNG")
    surface = Surface(
        ref="t1", application="chromium", title="Contact", url="https://shop.example/contacts/7",
        origin="https://shop.example", box=Box(0, 0, _SIZE.width, _SIZE.height), active=True,
    )  # fmt: skip
    return Observation(
        screenshot=Screenshot(bytes(data.data().data()), _SIZE),
        viewport=Viewport(size=_SIZE),
        surfaces=(surface,),
        elements=tuple(elements),
        place_key="contact",
    )
