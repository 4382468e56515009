"""The icon in the system's tray: what goes on, and how to stop it, without the window."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu, QSystemTrayIcon

from app.gui.icon import app_icon
from app.gui.look import Tone
from app.gui.run_bar import RunBar
from app.gui.session import RunSession, State


class Tray(QObject):
    """Shown where there is a tray; without one nothing is lost but this.

    Signals:
        show_wanted: the window is to come to the front.

    Args:
        session: that is shown and stopped.
        bar: whose words are told.
        parent: the window.
    """

    show_wanted = Signal()

    def __init__(self, session: RunSession, bar: RunBar, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._bar = session, bar
        self._tone: Tone | None = None
        self._menu = QMenu()
        self.state = QAction("", self._menu)
        self.state.setEnabled(False)
        self.show_window = QAction(self.tr("Show &Deskhand"), self._menu)
        self.pause = QAction(self.tr("&Pause"), self._menu)
        self.stop = QAction(self.tr("S&top"), self._menu)
        self.leave = QAction(self.tr("&Quit"), self._menu)
        self._menu.addAction(self.state)
        self._menu.addSeparator()
        for action in (self.stop, self.pause, self.show_window):
            self._menu.addAction(action)
        self._menu.addSeparator()
        self._menu.addAction(self.leave)
        self.icon = QSystemTrayIcon(app_icon(), self)
        self.icon.setContextMenu(self._menu)
        self.icon.activated.connect(self._activated)
        self.show_window.triggered.connect(self.show_wanted)
        self.stop.triggered.connect(session.stop)
        self.pause.triggered.connect(self._pause)
        self.leave.triggered.connect(QApplication.closeAllWindows)
        session.changed.connect(self._show)
        self._show()
        if QSystemTrayIcon.isSystemTrayAvailable():
            self.icon.show()

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is QSystemTrayIcon.ActivationReason.Trigger:
            self.show_wanted.emit()

    def _pause(self) -> None:
        self._session.pause(self._session.state is not State.PAUSED)

    def _show(self) -> None:
        going = self._session.bridge is not None
        paused = self._session.state is State.PAUSED
        self.stop.setEnabled(going)
        self.pause.setEnabled(going)
        self.pause.setText(self.tr("&Go on") if paused else self.tr("&Pause"))
        told = self._bar.word()
        self.state.setText(told)
        self.icon.setToolTip(f"Deskhand · {told}")
        tone = self._bar.tone() if self._session.running else None
        if tone is not self._tone:
            self._tone = tone
            self.icon.setIcon(app_icon(tone))
