"""The window that asks before something is done."""

from __future__ import annotations

import time
from functools import partial

from PySide6.QtCore import QCoreApplication, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QColor, QImage, QPainter, QPen, QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.engine.events import Answer, ApprovalRequest, Risk
from app.gui.look import EDGE, GAP, Tone, colour
from app.gui.marked import QT_TRANSLATE_NOOP
from app.gui.words import word
from perception.geometry import Viewport
from perception.screenshot import Screenshot

_WIDTH = 520
_VALUES = 340  # of it for what is shown
_HIGHEST = 180  # of the picture
_AROUND = 60  # environment pixels of the picture around the target
_READING = 500  # milliseconds before anything can be allowed: a key meant for elsewhere is no yes
_MOST_DATA = 120  # pixels that the data takes before it scrolls


class ApprovalWindow(QDialog):
    """Says exactly what is about to be done, and asks; no answer in time means no.

    Signals:
        answered: the request, the answer, a note.
        take_over: the person does it themselves.
    """

    answered = Signal(object, object, str)
    take_over = Signal()

    def __init__(
        self,
        request: ApprovalRequest,
        *,
        shot: Screenshot | None,
        viewport: Viewport | None,
        patience: float,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._request = request
        self._until = time.monotonic() + patience
        self._answered = False
        self._allowing: list[QPushButton] = []
        self.setWindowTitle(self.tr("Deskhand asks"))
        self.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint)
        self.setModal(False)
        self.setFixedWidth(_WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        column.setSpacing(GAP)
        title = QLabel(self.question)
        title.setTextFormat(Qt.TextFormat.PlainText)
        title.setWordWrap(True)
        font = title.font()
        font.setBold(True)
        font.setPointSizeF(font.pointSizeF() * 1.15)
        title.setFont(font)
        column.addWidget(title)
        picture = _crop(request, shot, viewport)
        if picture is not None:
            shown = QLabel()
            shown.setPixmap(picture)
            shown.setAccessibleName(self.tr("Picture of the target"))
            column.addWidget(shown, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addLayout(self._facts())
        self._note = QLineEdit()
        self._note.setPlaceholderText(self.tr("A note for Deskhand, for example why not"))
        self._note.setAccessibleName(self.tr("Note"))
        column.addWidget(self._note)
        self._left = QLabel()
        column.addWidget(self._left)
        self._add_buttons(column)
        self._clock = QTimer(self)
        self._clock.timeout.connect(self._tick)
        self._clock.start(500)
        self._tick()
        QTimer.singleShot(_READING, self, self._allow)

    @property
    def question(self) -> str:
        """What is asked, in a sentence."""
        request = self._request
        return (
            self.tr("May Deskhand %1 %2?")
            .replace("%1", _verb(request.verb))
            .replace("%2", request.target or self.tr("here"))
        )

    # What is shown.

    def _facts(self) -> QFormLayout:
        request, form = self._request, QFormLayout()
        form.setHorizontalSpacing(GAP * 2)
        form.setVerticalSpacing(GAP // 2)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)
        rule = request.verdict.reason or request.verdict.rule
        for name, value in (
            (self.tr("Program"), request.application),
            (self.tr("Place"), request.origin.removeprefix("app://")),
            (self.tr("Data"), request.data),
            (self.tr("Why it asks"), f"{rule} ({request.verdict.rule})"),
            (self.tr("Risk"), self._risk()),
        ):
            if value and not (name == self.tr("Place") and value == request.application):
                form.addRow(f"{name}:", _shown(value))
        return form

    def _risk(self) -> str:
        told = word(self._request.verdict.risk.value)
        if self._request.verdict.risk is Risk.COMMIT:
            told = self.tr("This cannot be taken back.")
        if not self._request.in_scope:
            told = f"{told.rstrip('.')}. {self.tr('The task does not name this place.')}"
        return told

    def _add_buttons(self, column: QVBoxLayout) -> None:
        lasting, now = QHBoxLayout(), QHBoxLayout()
        for row in (lasting, now):
            row.setSpacing(GAP)
            column.addLayout(row)
        take = QPushButton(self.tr("I do it &myself"))
        take.setAutoDefault(False)
        take.clicked.connect(self._take)
        deny = QPushButton(self.tr("&Do not"))
        deny.clicked.connect(partial(self._answer, Answer.DENY))
        now.addWidget(take)
        now.addStretch(1)
        now.addWidget(deny)
        now.addWidget(self._allower(self.tr("Do it &once"), Answer.ONCE))
        if self._request.verdict.risk is not Risk.COMMIT:
            lasting.addStretch(1)
            lasting.addWidget(self._allower(self.tr("Always in this &task"), Answer.TASK))
            if _can_be_always(self._request):
                always = self._allower(self.tr("&Always here"), Answer.ALWAYS)
                always.setToolTip(self._what_always())
                always.setAccessibleDescription(self._what_always())
                lasting.addWidget(always)
        # Enter must not do what cannot be taken back before it was read.
        deny.setDefault(True)
        deny.setFocus()

    def _allower(self, name: str, answer: Answer) -> QPushButton:
        """A button that allows; asleep until there was time to read."""
        button = QPushButton(name)
        button.setEnabled(False)
        button.setAutoDefault(False)
        button.clicked.connect(partial(self._answer, answer))
        self._allowing.append(button)
        return button

    def _what_always(self) -> str:
        request = self._request
        places = ", ".join(each.removeprefix("app://") for each in request.origins)
        return (
            self.tr("From now on “%1” is allowed in %2, in every task. Settings take it back.")
            .replace("%1", _verb(request.verb))
            .replace("%2", places or request.origin.removeprefix("app://"))
        )

    # Answers.

    def _allow(self) -> None:
        for button in self._allowing:
            button.setEnabled(True)

    def _answer(self, answer: Answer, _checked: bool = False) -> None:
        if not self._answered:
            self._close()
            self.answered.emit(self._request, answer, self._note.text().strip())

    def _take(self) -> None:
        if not self._answered:
            self._close()
            self.take_over.emit()

    def _close(self) -> None:
        self._answered = True
        self._clock.stop()
        self.hide()
        self.deleteLater()

    def _tick(self) -> None:
        left = round(self._until - time.monotonic())
        if left <= 0:
            self._answer(Answer.DENY)
            return
        minutes, seconds = divmod(left, 60)
        self._left.setText(
            self.tr("Without an answer it is not done: %1").replace("%1", f"{minutes}:{seconds:02}")
        )

    def withdraw(self) -> None:
        """The run does not wait any more."""
        if not self._answered:
            self._close()

    def reject(self) -> None:
        """Escape means no."""
        self._answer(Answer.DENY)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  as Qt calls it
        """Closing the window means no."""
        self._answer(Answer.DENY)
        super().closeEvent(event)


def _can_be_always(request: ApprovalRequest) -> bool:
    """Whether there is a rule that would let it pass from now on."""
    from app.engine.gate import always_rule  # a run has imported it by now; the start need not

    return always_rule(request) is not None


_VERBS = {
    "click": QT_TRANSLATE_NOOP("Verbs", "click"),
    "move": QT_TRANSLATE_NOOP("Verbs", "move"),
    "drag": QT_TRANSLATE_NOOP("Verbs", "drag"),
    "mousedown": QT_TRANSLATE_NOOP("Verbs", "mousedown"),
    "mouseup": QT_TRANSLATE_NOOP("Verbs", "mouseup"),
    "scroll": QT_TRANSLATE_NOOP("Verbs", "scroll"),
    "type": QT_TRANSLATE_NOOP("Verbs", "type"),
    "press": QT_TRANSLATE_NOOP("Verbs", "press"),
    "hold": QT_TRANSLATE_NOOP("Verbs", "hold"),
    "setvalue": QT_TRANSLATE_NOOP("Verbs", "set"),
    "select": QT_TRANSLATE_NOOP("Verbs", "select"),
    "upload": QT_TRANSLATE_NOOP("Verbs", "upload"),
    "open": QT_TRANSLATE_NOOP("Verbs", "open"),
    "navigate": QT_TRANSLATE_NOOP("Verbs", "navigate"),
    "answerdialog": QT_TRANSLATE_NOOP("Verbs", "answer"),
    "window": QT_TRANSLATE_NOOP("Verbs", "window"),
    "wait": QT_TRANSLATE_NOOP("Verbs", "wait"),
}


def _verb(kind: str) -> str:
    """What is done, as people say it."""
    return QCoreApplication.translate("Verbs", _VERBS.get(kind, kind))


def _shown(text: str) -> QWidget:
    """Text as it is, for it comes from the screen; where it is long it scrolls."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    label.setFixedWidth(_VALUES)
    high = label.heightForWidth(_VALUES)
    label.setFixedHeight(high)
    if high <= _MOST_DATA:
        return label
    area = QScrollArea()
    area.setWidget(label)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFixedHeight(_MOST_DATA)
    return area


def _crop(
    request: ApprovalRequest, shot: Screenshot | None, viewport: Viewport | None
) -> QPixmap | None:
    """The picture of the target and what is around it, with a frame around the target."""
    grounding = request.action.grounding
    if shot is None or viewport is None or grounding is None or grounding.element is None:
        return None
    try:
        image = QImage.fromData(shot.data)
    except OSError:  # its file is gone
        return None
    if image.isNull():
        return None
    scale = image.width() / viewport.size.width
    box = grounding.element.box
    target = QRect(
        round((box.x - viewport.origin.x) * scale),
        round((box.y - viewport.origin.y) * scale),
        round(box.width * scale),
        round(box.height * scale),
    )
    around = round(_AROUND * scale)
    area = target.adjusted(-around * 2, -around, around * 2, around).intersected(image.rect())
    if area.isEmpty():
        return None
    cut = QPixmap.fromImage(image.copy(area))
    painter = QPainter(cut)
    painter.setPen(QPen(QColor(colour(Tone.MARK)), 3))
    painter.drawRoundedRect(target.translated(-area.topLeft()).adjusted(-4, -4, 4, 4), 4, 4)
    painter.end()
    wide = _WIDTH - 2 * EDGE
    if cut.width() <= wide and cut.height() <= _HIGHEST:
        return cut
    return cut.scaled(
        wide,
        _HIGHEST,
        Qt.AspectRatioMode.KeepAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
