"""The small bar that stays on top while something is recorded; it is never recorded itself."""

from __future__ import annotations

import time

from PySide6.QtCore import QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QFontMetrics, QGuiApplication
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.gui.look import GAP, Tone
from app.gui.skills_told import Told
from app.recording.recorder import Recorder

_ASKED = 200  # milliseconds after which the recorder is asked how it stands
_POINTED = 3  # seconds in which the person points at what is to be checked
_WIDE = 620
_BELOW_TOP = 40  # device-independent pixels: there is room for a title bar


class RecordBar(QWidget):
    """State, the last step, and what the person may tell the recorder.

    Signals:
        ended: the person says that it is done.

    Args:
        recorder: that is steered.
    """

    ended = Signal()

    def __init__(self, recorder: Recorder, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recorder = recorder
        self._paused = False
        self._said = ""
        self._said_until = 0.0
        self._points = 0
        self.setWindowTitle(self.tr("Deskhand records"))
        self.setWindowFlags(
            Qt.WindowType.Window
            | Qt.WindowType.WindowStaysOnTopHint
            | Qt.WindowType.CustomizeWindowHint
            | Qt.WindowType.WindowTitleHint
        )
        # What the person works in keeps the keyboard.
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.state = Told()
        self.state.setWordWrap(False)
        self.state.setAccessibleDescription(self.tr("State"))
        self.last = QLabel()
        self.last.setAccessibleDescription(self.tr("Last step"))
        self.last.setTextFormat(Qt.TextFormat.PlainText)
        self.pause = self._button(self.tr("&Pause"), self.tr("Nothing is recorded meanwhile"))
        self.pause.setCheckable(True)
        self.parameter = self._button(
            self.tr("Para&meter…"), self.tr("What was entered last differs from use to use")
        )
        self.wait = self._button(
            self.tr("&Wait here"), self.tr("What came last may take long: it is waited for")
        )
        self.check = self._button(
            self.tr("&Check this"),
            self.tr("What you point at in the next %1 seconds must be so").replace(
                "%1", str(_POINTED)
            ),
        )
        self.undo = self._button(self.tr("&Undo last"), self.tr("The last step is forgotten"))
        self.done = self._button(self.tr("&Done"), self.tr("The recording is over"))
        self.done.setDefault(True)
        self.name = QLineEdit()
        self.name.setPlaceholderText(self.tr("what the value is called, such as phone"))
        self.name.setAccessibleName(self.tr("Name of the parameter"))
        self.named = self._button(self.tr("Mar&k it"), "")
        self.unnamed = self._button(self.tr("Cance&l"), "")
        self._lay_out()
        self._connect()
        self._clock = QTimer(self)
        self._clock.setInterval(_ASKED)
        self._clock.timeout.connect(self._look)
        self._clock.start()
        self._pointing = QTimer(self)
        self._pointing.setInterval(1000)
        self._pointing.timeout.connect(self._point)
        self._look()

    def _button(self, name: str, tip: str) -> QPushButton:
        button = QPushButton(name)
        button.setToolTip(tip)
        button.setAccessibleDescription(tip)
        return button

    def _lay_out(self) -> None:
        told = QHBoxLayout()
        told.setSpacing(GAP)
        told.addWidget(self.state)
        told.addWidget(self.last, 1)
        told.addWidget(self.done)
        row = QHBoxLayout()
        row.setSpacing(GAP)
        for button in (self.pause, self.parameter, self.wait, self.check, self.undo):
            row.addWidget(button, 1)
        self._naming = QWidget()
        naming = QHBoxLayout(self._naming)
        naming.setContentsMargins(0, 0, 0, 0)
        naming.setSpacing(GAP)
        naming.addWidget(self.name, 1)
        naming.addWidget(self.named)
        naming.addWidget(self.unnamed)
        self._naming.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, GAP, GAP, GAP)
        column.setSpacing(GAP)
        column.addLayout(told)
        column.addLayout(row)
        column.addWidget(self._naming)
        self.setFixedWidth(_WIDE)

    def _connect(self) -> None:
        self.pause.toggled.connect(self._pause)
        self.parameter.clicked.connect(self._ask_name)
        self.name.returnPressed.connect(self._mark)
        self.named.clicked.connect(self._mark)
        self.unnamed.clicked.connect(self._naming.hide)
        self.unnamed.clicked.connect(self.adjustSize)
        self.wait.clicked.connect(self._wait)
        self.check.clicked.connect(self._check)
        self.undo.clicked.connect(self._undo)
        self.done.clicked.connect(self._done)

    # What the person tells.

    def _pause(self, paused: bool) -> None:
        self._recorder.mark("pause" if paused else "resume")
        self.pause.setText(self.tr("&Go on") if paused else self.tr("&Pause"))

    def _ask_name(self) -> None:
        self._naming.show()
        self.adjustSize()
        self.activateWindow()
        self.name.setFocus()

    def _mark(self) -> None:
        name = self.name.text().strip()
        self._recorder.mark("parameter", name)
        self.name.clear()
        self._naming.hide()
        self.adjustSize()
        self._say(
            self.tr("The last value is the parameter %1.").replace("%1", name)
            if name
            else self.tr("The last value differs from use to use.")
        )

    def _wait(self) -> None:
        self._recorder.mark("wait")
        self._say(self.tr("What came last will be waited for."))

    def _check(self) -> None:
        self._points = _POINTED
        self.check.setEnabled(False)
        self._pointing.start()
        self._point()

    def _point(self) -> None:
        """Give the person time to point at what is to be checked: the pointer is on the bar now."""
        if self._points > 0:
            self._say(self.tr("Point at what must be so: %1").replace("%1", str(self._points)))
            self._points -= 1
            return
        self._pointing.stop()
        self.check.setEnabled(True)
        self._recorder.mark("check")
        self._say(self.tr("What the pointer is on will be checked."))

    def _undo(self) -> None:
        self._recorder.mark("undo")
        self._say(self.tr("The last step is forgotten."))

    def _done(self) -> None:
        self._pointing.stop()
        self._clock.stop()
        # It gives the keyboard back to what was worked in: that is looked at once more.
        self.hide()
        self.ended.emit()

    # What is told.

    def _say(self, text: str) -> None:
        self._said, self._said_until = text, time.monotonic() + 3.0
        self._look()

    def _look(self) -> None:
        now = self._recorder.now
        words = {
            "opening": (self.tr("Opening…"), Tone.QUIET),
            "recording": (self.tr("● Recording"), Tone.BAD),
            "paused": (self.tr("‖ Paused"), Tone.WAITING),
            "ending": (self.tr("Ending…"), Tone.QUIET),
            "over": (self.tr("Over"), Tone.QUIET),
        }
        word, tone = words[now.state]
        if now.since:
            minutes, seconds = divmod(round(time.monotonic() - now.since), 60)
            word = f"{word} {minutes}:{seconds:02}"
        self.state.say(word, tone)
        text = self._said if time.monotonic() < self._said_until else self._step(now.steps)
        self._show(text)
        going = now.state in ("recording", "paused")
        for button in (self.pause, self.parameter, self.wait, self.undo):
            button.setEnabled(going)
        self.check.setEnabled(going and not self._pointing.isActive())
        if now.state == "over":
            self._clock.stop()

    def _step(self, steps: tuple[str, ...]) -> str:
        if not steps:
            return self.tr("Show it now.") if self._recorder.now.since else ""
        return f"{len(steps)}. {steps[-1]}"

    def _show(self, text: str) -> None:
        metrics = QFontMetrics(self.last.font())
        room = max(self.last.width(), 60)
        self.last.setText(metrics.elidedText(text, Qt.TextElideMode.ElideRight, room))
        self.last.setToolTip(text)

    def place(self) -> None:
        """Stand where it stood last, else at the top of the screen; before it is shown."""
        self.adjustSize()
        place = QSettings().value("recorder/place")
        screen = QGuiApplication.primaryScreen().availableGeometry()
        if place is not None and screen.contains(place):
            self.move(place)
        else:
            self.move(screen.center().x() - self.width() // 2, screen.top() + _BELOW_TOP)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  as Qt calls it
        """Closed by the window manager, it is done."""
        QSettings().setValue("recorder/place", self.pos())
        if self.isVisible():
            self._done()
        super().closeEvent(event)
