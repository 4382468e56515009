"""Desktop notifications: when Deskhand needs the person, and when it is done."""

from __future__ import annotations

import os
import sys

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

from app.gui.bridge import Background
from app.gui.session import RunSession
from app.gui.tray import Tray
from app.gui.words import word

_SHORT = 10.0  # seconds: whoever gave so short a task is still looking


class Notices(QObject):
    """Tells the person while they look at something else; never while they look at the window.

    Args:
        session: of which is told.
        tray: by which is told where there is no bus for it.
        window: that is looked at, or not.
    """

    def __init__(self, session: RunSession, tray: Tray, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._tray, self._window = session, tray, window
        self._work = Background(self)
        session.ended.connect(self._ended)

    def needed(self, what: str) -> None:
        """The person is needed."""
        self._tell(self.tr("Deskhand needs you"), what, urgent=True)
        QApplication.alert(self._window)

    def close(self) -> None:
        """Nothing is told any more."""
        self._work.close()

    def _ended(self) -> None:
        finished = self._session.finished
        if finished is None or self._session.seconds < _SHORT:
            return
        told = word(finished.outcome.value)
        title = f"{told[:1].upper()}{told[1:]}: {self._session.title}"
        self._tell(title[:120], (finished.answer or finished.reason)[:300])

    def _tell(self, title: str, body: str, *, urgent: bool = False) -> None:
        active = QApplication.applicationState() is Qt.ApplicationState.ApplicationActive
        if active and self._window.isVisible() and not self._window.isMinimized():
            return
        address = os.environ.get("DBUS_SESSION_BUS_ADDRESS", "")
        if sys.platform != "linux" or not address:
            self._tray.icon.showMessage(title, body)
            return

        def tell() -> bool:
            from perception.platforms.notify import notify

            return notify(address, title, body, urgent=urgent)

        def told(shown: bool) -> None:
            if not shown:
                self._tray.icon.showMessage(title, body)

        self._work.ask("notify", tell, told, lambda _failure: None)
