"""The person takes the environment over, works in it through the picture, and gives it back."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.engine.events import Event, GivenBack, RunFinished, TakenOver
from app.engine.hold import ByHand
from app.gui.banner import Banner, Banners
from app.gui.live_view import LiveView, Mode
from app.gui.session import RunSession, State

_MATTER = "yours"


class TakingOver(QObject):
    """Hands the environment to the person and back.

    Signals:
        given_back: what the person did, as a `GivenBack` event.

    Args:
        session: whose environment it is.
        live: the picture in which the person works.
        banners: where it is said that it is theirs.
    """

    given_back = Signal(object)

    def __init__(self, session: RunSession, live: LiveView, banners: Banners) -> None:
        super().__init__(live)
        self._session, self._live, self._banners = session, live, banners
        session.happened.connect(self._hear)
        live.did.connect(self._did)
        live.leave.connect(self.give_back)

    def toggle(self) -> None:
        """Take over, or give back."""
        if self._session.state is State.YOURS:
            self.give_back()
        else:
            self.take()

    def take(self) -> None:
        """Take over as soon as what is under way has ended."""
        if self._session.bridge is not None:
            self._session.bridge.take_over()

    def give_back(self) -> None:
        """Let the run go on."""
        banner = self._banners.of(_MATTER)
        if self._session.bridge is not None:
            self._session.bridge.give_back(banner.text if banner is not None else "")

    def _hear(self, event: Event) -> None:
        match event:
            case TakenOver():
                self._show()
            case GivenBack():
                self._end()
                self.given_back.emit(event)
            case RunFinished():
                self._end()
            case _:
                pass

    def _show(self) -> None:
        launched = self._session.launched
        outside = launched is not None and launched.options.where.environment == "desktop"
        if outside:
            text = self.tr("You have taken over. Do what is to be done, then give back.")
        else:
            text = self.tr(
                "You have taken over: click and type in the picture. Shift+Escape gives back."
            )
        banner = Banner(
            text, [(self.tr("Give back"), self.give_back)], field=self.tr("A note for Deskhand")
        )
        self._banners.put(_MATTER, banner)
        self._live.show_outlines([])
        if not outside:
            self._live.set_mode(Mode.HANDS)

    def _end(self) -> None:
        self._banners.take(_MATTER)
        if self._live.mode is Mode.HANDS:
            self._live.set_mode(Mode.WATCH)

    def _did(self, deed: ByHand) -> None:
        if self._session.bridge is not None:
            self._session.bridge.by_hand(deed)
