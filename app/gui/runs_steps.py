"""The steps of a run that is looked at again, two lines each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
)
from PySide6.QtGui import QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.gui.look import GAP, Tone, colour
from app.gui.words import duration
from app.runs.play import Played

_Index = QModelIndex | QPersistentModelIndex
PLAYED = Qt.ItemDataRole.UserRole  # a `Played`


class StepsModel(QAbstractListModel):
    """The steps, in order, and how it looked at the end."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._steps: Sequence[Played] = ()

    def set_steps(self, steps: Sequence[Played]) -> None:
        """Show these."""
        self.beginResetModel()
        self._steps = steps
        self.endResetModel()

    def step(self, row: int) -> Played:
        """The step in a row."""
        return self._steps[row]

    def title(self, step: Played) -> str:
        """What was done in a step."""
        return step.title or self.tr("At the end")

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802, B008  as Qt calls it
        """How many there are."""
        return 0 if parent.isValid() else len(self._steps)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a view asks for."""
        if not index.isValid():
            return None
        step = self._steps[index.row()]
        match role:
            case Qt.ItemDataRole.UserRole:
                return step
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return self.title(step)
            case Qt.ItemDataRole.AccessibleDescriptionRole:
                return came_of(step)
            case Qt.ItemDataRole.ToolTipRole:
                return f"{self.title(step)}\n{came_of(step)}".strip()
            case _:
                return None


def came_of(step: Played) -> str:
    """What came of a step, or why it was done."""
    return step.error or step.change or step.thought or step.place


class StepPainter(QStyledItemDelegate):
    """Number, what was done and how long it took; under it what came of it."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw a step."""
        step: Played = index.data(PLAYED)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        palette: QPalette = option.palette
        metrics = QFontMetrics(option.font)
        area = option.rect.adjusted(GAP, GAP // 2, -GAP, -GAP // 2)
        role = QPalette.ColorRole.HighlightedText if chosen else QPalette.ColorRole.Text
        text = palette.color(role)
        tone = Tone.BAD if step.error else Tone.GOOD if step.number else Tone.QUIET
        painter.save()
        painter.setFont(option.font)
        if chosen:
            painter.fillRect(option.rect, palette.highlight())
        first = area.top() + metrics.ascent()
        second = first + metrics.height()
        painter.setPen(text if chosen else colour(tone))
        painter.drawText(area.left(), first, str(step.number or "•"))
        left = area.left() + metrics.horizontalAdvance("0000")
        time = duration(step.seconds) if step.number else ""
        wide = metrics.horizontalAdvance(time)
        painter.setPen(text if chosen else colour(Tone.QUIET))
        painter.drawText(area.right() - wide, first, time)
        painter.setPen(text if chosen else colour(Tone.BAD if step.error else Tone.QUIET))
        detail = " ".join(came_of(step).split())
        cut = Qt.TextElideMode.ElideRight
        painter.drawText(left, second, metrics.elidedText(detail, cut, area.right() - left))
        painter.setPen(text)
        room = area.right() - left - wide - GAP
        painter.drawText(left, first, metrics.elidedText(str(index.data()), cut, room))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: N802
        """Two lines."""
        return QSize(200, 2 * QFontMetrics(option.font).height() + GAP)
