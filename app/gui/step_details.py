"""What is known of one step: why, what changed, where its time went, what it cost."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from actions.trajectory import Timing
from app.gui.look import GAP, Tone, colour
from app.gui.timeline import Row
from app.gui.words import duration

_TONES = (Tone.MARK, Tone.WAITING, Tone.GOOD, Tone.QUIET)


class TimeBar(QWidget):
    """Where the time of a step went: a bar of four parts, and what they are."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: tuple[float, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_timing(self, timing: Timing) -> None:
        """Show where it went."""
        self._parts = (
            timing.perceive,
            timing.decide + timing.ground,
            timing.gate + timing.act,
            timing.settle,
        )
        told = ", ".join(self._told())
        self.setAccessibleName(self.tr("Time: %1").replace("%1", told))
        self.setToolTip(told)
        self.update()

    def _told(self) -> list[str]:
        names = (self.tr("see"), self.tr("think"), self.tr("act"), self.tr("check"))
        return [f"{name} {duration(part)}" for name, part in zip(names, self._parts, strict=True)]

    def sizeHint(self) -> QSize:  # noqa: N802  as Qt calls it
        """A bar, and a line of words."""
        return QSize(200, self.fontMetrics().height() + 14)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  as Qt calls it
        """Draw the parts."""
        total = sum(self._parts)
        if not total:
            return
        painter = QPainter(self)
        left = 0.0
        for part, tone in zip(self._parts, _TONES, strict=True):
            wide = self.width() * part / total
            painter.fillRect(QRectF(left, 0, max(wide - 1, 0), 6), colour(tone))
            left += wide
        metrics, left = self.fontMetrics(), 0.0
        for told, tone in zip(self._told(), _TONES, strict=True):
            painter.setPen(colour(tone))
            painter.drawText(int(left), 12 + metrics.ascent(), told)
            left += metrics.horizontalAdvance(told) + GAP * 2


class StepDetails(QFrame):
    """The step that is chosen in the timeline.

    Signals:
        sent_wanted: what was sent to models in the step of this index.
        correction_wanted: the step of this index was wrong.
    """

    sent_wanted = Signal(int)
    correction_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row: Row | None = None
        self.title = _label()
        font = self.title.font()
        font.setBold(True)
        self.title.setFont(font)
        self.body = _label()
        self.cost = QLabel()
        self.time = TimeBar()
        self.sent = QPushButton(self.tr("What was se&nt…"))
        self.correct = QPushButton(self.tr("&Correct…"))
        self.correct.setToolTip(self.tr("Point at what should have been acted on instead"))
        area = QScrollArea()
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, GAP, 0)
        column.setSpacing(GAP // 2)
        column.addWidget(self.title)
        column.addWidget(self.body)
        column.addStretch(1)
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setAccessibleName(self.tr("The chosen step"))
        foot = QHBoxLayout()
        foot.setSpacing(GAP)
        foot.addWidget(self.cost, 1)
        foot.addWidget(self.correct)
        foot.addWidget(self.sent)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, GAP // 2, 0, 0)
        outside.setSpacing(GAP // 2)
        outside.addWidget(area, 1)
        outside.addWidget(self.time)
        outside.addLayout(foot)
        self.setMinimumHeight(130)
        self.sent.clicked.connect(self._want_sent)
        self.correct.clicked.connect(self._want_correction)
        self.show_row(None, going=False)

    def show_row(self, row: Row | None, *, going: bool) -> None:
        """Show a step; None for nothing.

        Args:
            row: of the timeline.
            going: its run goes on, and can be corrected.
        """
        self._row = row
        step = row if row is not None and row.number else None
        self.setVisible(row is not None)
        if row is None:
            return
        self.title.setText(row.title)
        self.body.setText("\n".join(_lines(row)))
        self.time.setVisible(step is not None and step.timing is not None)
        if row.timing is not None:
            self.time.show_timing(row.timing)
        self.cost.setText(str(row.spent) if row.spent else "")
        self.sent.setEnabled(bool(row.spent))
        self.sent.setVisible(step is not None)
        self.correct.setVisible(step is not None)
        self.correct.setEnabled(going and row.index >= 0)

    def _want_sent(self) -> None:
        if self._row is not None:
            self.sent_wanted.emit(self._row.index)

    def _want_correction(self) -> None:
        if self._row is not None:
            self.correction_wanted.emit(self._row.index)


def _lines(row: Row) -> list[str]:
    lines = [row.thought] if row.thought else []
    if row.error:
        lines.append(f"✗ {row.error}")
    return [*lines, *(f"→ {change}" for change in row.changes)]


def _label() -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)  # it comes from the screen and from models
    label.setWordWrap(True)
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return label
