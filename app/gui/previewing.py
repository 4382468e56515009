"""Actions shown on the picture before they happen: to let happen, aim elsewhere, or not do."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from actions.action import GroundedAction
from app.engine.events import ActionIntended, Event, PreviewAnswered, Previewed, RunFinished
from app.engine.hold import PreviewAnswer, Say
from app.gui.banner import Banner, Banners, Choice
from app.gui.live_view import LiveView, Mode, Outline
from app.gui.session import RunSession
from app.gui.steps_in_words import in_words
from perception.element import Element

_MATTER = "preview"


class Previewing(QObject):
    """Shows what comes next, and passes on what the person says of it.

    Signals:
        needed: the person is needed; what for, in words.
        aimed: an action was aimed elsewhere: the `Previewed` event and the `Element`.

    Args:
        session: whose actions are shown.
        live: on which they are drawn.
        banners: where the question is shown.
    """

    needed = Signal(str)
    aimed = Signal(object, object)

    def __init__(self, session: RunSession, live: LiveView, banners: Banners) -> None:
        super().__init__(live)
        self._session, self._live, self._banners = session, live, banners
        self._open: Previewed | None = None
        self._picking = False
        session.happened.connect(self._hear)
        live.picked.connect(self._picked)
        live.cancelled.connect(self._cancelled)

    def _hear(self, event: Event) -> None:
        match event:
            case Previewed():
                self._show(event)
            case PreviewAnswered() | RunFinished():
                self._close()
            case ActionIntended(action=action):
                self._live.show_outlines(_outlines(action))
            case _:
                pass

    def _show(self, event: Previewed) -> None:
        self._open = event
        outlines = _outlines(event.action, in_words(event.action.action, event.action), first=True)
        for number, coming in enumerate(event.coming, 2):
            outlines += _outlines(coming, str(number))
        self._live.set_seen(self._session.seen)
        self._live.show_outlines(outlines)
        words = in_words(event.action.action, event.action)
        buttons: list[Choice] = [(self.tr("&Do it"), partial(self._say, PreviewAnswer(say=Say.GO)))]
        if event.action.groundings:
            buttons.append((self.tr("Anothe&r one…"), self._pick))
        buttons.append((self.tr("Not th&is"), self._not))
        banner = Banner(
            self.tr("Next: %1").replace("%1", words),
            buttons,
            field=self.tr("Why not, or what instead"),
        )
        self._banners.put(_MATTER, banner)
        banner.buttons[0].setFocus()
        self.needed.emit(banner.label.text())

    def _pick(self) -> None:
        self._picking = True
        self._live.set_mode(Mode.PICK)

    def _picked(self, element: Element) -> None:
        """Chosen here, or by dragging the frame; what is picked for a correction is not ours."""
        if self._open is None or not (self._picking or self._live.mode is Mode.WATCH):
            return
        shown = self._open
        self._picking = False
        self._live.set_mode(Mode.WATCH)
        self._say(PreviewAnswer(say=Say.INSTEAD, ref=element.ref, note=self._note()))
        self.aimed.emit(shown, element)

    def _cancelled(self) -> None:
        if self._picking:
            self._picking = False
            self._live.set_mode(Mode.WATCH)

    def _not(self) -> None:
        self._say(PreviewAnswer(say=Say.NOT, note=self._note()))

    def _note(self) -> str:
        banner = self._banners.of(_MATTER)
        return banner.text if banner is not None else ""

    def _say(self, answer: PreviewAnswer) -> None:
        bridge, shown = self._session.bridge, self._open
        self._close()
        if bridge is not None and shown is not None:
            bridge.answer_preview(shown.id, answer)

    def _close(self) -> None:
        if self._picking:
            self._live.set_mode(Mode.WATCH)
        self._open, self._picking = None, False
        self._banners.take(_MATTER)


def _outlines(action: GroundedAction, label: str = "", *, first: bool = False) -> list[Outline]:
    """Frames around the targets of an action."""
    boxes = [each.element.box for each in action.groundings if each.element is not None]
    return [
        Outline(box=box, label=label if not at else "", next=first and not at)
        for at, box in enumerate(boxes)
    ]
