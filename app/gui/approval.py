"""The window that asks before something is done."""

from __future__ import annotations

import time
from functools import partial

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QImage, QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.engine.events import Answer, ApprovalRequest, Risk
from app.gui.look import EDGE, GAP
from perception.geometry import Viewport
from perception.screenshot import Screenshot

_WIDTH = 440
_AROUND = 60  # environment pixels of the picture around the target


class ApprovalWindow(QDialog):
    """Says exactly what is about to be done, and asks; no answer in time means no.

    Signals:
        answered: the request's id, the answer, a note.
    """

    answered = Signal(str, object, str)

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
        self.setWindowTitle(self.tr("Deskhand asks"))
        self.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint)
        self.setModal(False)
        self.setMinimumWidth(_WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        column.setSpacing(GAP)
        question = QLabel(self._question())
        question.setWordWrap(True)
        font = question.font()
        font.setBold(True)
        question.setFont(font)
        column.addWidget(question)
        picture = _crop(request, shot, viewport)
        if picture is not None:
            shown = QLabel()
            shown.setPixmap(picture)
            shown.setAccessibleName(self.tr("Picture of the target"))
            column.addWidget(shown, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addLayout(self._facts())
        self._note = QLineEdit()
        self._note.setPlaceholderText(self.tr("Why not? Deskhand is told."))
        self._note.setAccessibleName(self.tr("Note"))
        column.addWidget(self._note)
        self._left = QLabel()
        column.addWidget(self._left)
        column.addWidget(self._buttons())
        self._clock = QTimer(self)
        self._clock.timeout.connect(self._tick)
        self._clock.start(500)
        self._tick()

    def _question(self) -> str:
        request = self._request
        return (
            self.tr("May Deskhand %1 %2?")
            .replace("%1", request.verb)
            .replace("%2", request.target or self.tr("here"))
        )

    def _facts(self) -> QFormLayout:
        request, form = self._request, QFormLayout()
        form.setSpacing(GAP)
        where = request.origin or request.application
        facts = [
            (self.tr("Where"), where),
            (self.tr("What"), request.data),
            (self.tr("Rule"), f"{request.verdict.rule}: {request.verdict.reason}".strip(": ")),
        ]
        if request.verdict.risk is Risk.COMMIT:
            facts.append((self.tr("Mind"), self.tr("This cannot be taken back.")))
        if not request.in_scope:
            facts.append((self.tr("Mind"), self.tr("The task does not name this place.")))
        for name, value in facts:
            if value:
                shown = QLabel(value)
                shown.setTextFormat(Qt.TextFormat.PlainText)  # it comes from the screen
                shown.setWordWrap(True)
                shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                form.addRow(f"{name}:", shown)
        return form

    def _buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox()
        deny = QPushButton(self.tr("&Do not"))
        box.addButton(deny, QDialogButtonBox.ButtonRole.RejectRole)
        deny.clicked.connect(partial(self._answer, Answer.DENY))
        choices = [(self.tr("Do it &once"), Answer.ONCE)]
        if self._request.verdict.risk is not Risk.COMMIT:
            choices.append((self.tr("Always in this &task"), Answer.TASK))
        for name, answer in choices:
            button = QPushButton(name)
            box.addButton(button, QDialogButtonBox.ButtonRole.AcceptRole)
            button.clicked.connect(partial(self._answer, answer))
        # Enter must not do what cannot be taken back before it was read.
        deny.setDefault(True)
        deny.setFocus()
        return box

    def _answer(self, answer: Answer) -> None:
        if not self._answered:
            self._answered = True
            self._clock.stop()
            self.answered.emit(self._request.id, answer, self._note.text().strip())
            self.accept()

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
        self._answered = True
        self._clock.stop()
        self.close()

    def reject(self) -> None:
        """Escape means no."""
        self._answer(Answer.DENY)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  as Qt calls it
        """Closing the window means no."""
        self._answer(Answer.DENY)
        super().closeEvent(event)


def _crop(
    request: ApprovalRequest, shot: Screenshot | None, viewport: Viewport | None
) -> QPixmap | None:
    """The picture of the target and what is around it."""
    grounding = request.action.grounding
    if shot is None or viewport is None or grounding is None or grounding.element is None:
        return None
    image = QImage.fromData(shot.data)
    if image.isNull():
        return None
    scale = image.width() / viewport.size.width
    box = grounding.element.box
    area = QRect(
        round((box.x - viewport.origin.x - _AROUND) * scale),
        round((box.y - viewport.origin.y - _AROUND) * scale),
        round((box.width + 2 * _AROUND) * scale),
        round((box.height + 2 * _AROUND) * scale),
    ).intersected(image.rect())
    if area.isEmpty():
        return None
    cut = QPixmap.fromImage(image.copy(area))
    wide, high = _WIDTH - 2 * EDGE, 200
    if cut.width() <= wide and cut.height() <= high:
        return cut
    return cut.scaled(
        wide,
        high,
        Qt.AspectRatioMode.KeepAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
