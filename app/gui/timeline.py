"""The steps of a run as a list that can be scrolled while it grows.

Rows hold words, not observations: a run of thousands of steps stays small.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from actions.trajectory import Step
from app.gui.look import GAP, Tone, colour
from app.runs.words import in_words

_Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One step, or a word in between.

    Attributes:
        number: of the step; 0 for a word in between.
        title: what is done.
        detail: what came of it, or why it is done.
        seconds: that it took; None while it is under way.
        tone: how it went.
    """

    number: int = 0
    title: str
    detail: str = ""
    seconds: float | None = None
    tone: Tone = Tone.QUIET


class Timeline(QAbstractListModel):
    """The rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802, B008  as Qt calls it
        """How many there are."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a view asks for."""
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == ROW:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return row.title
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return row.detail
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{row.title}\n{row.detail}".strip()
        return None

    def clear(self) -> None:
        """Begin anew."""
        self.beginResetModel()
        self._rows = []
        self.endResetModel()

    def begin(self, title: str, detail: str = "") -> None:
        """A step begins."""
        number = sum(1 for row in self._rows if row.number) + 1
        self._append(Row(number=number, title=title, detail=detail, tone=Tone.MARK))

    def finish(self, step: Step) -> None:
        """The step that began last is over."""
        came = step.error or step.reply
        if not came and step.change is not None:
            came = "; ".join(step.change.lines[:3])
        title = in_words(step.action, step.grounded)
        done = {
            "title": title,
            "detail": came or step.note or step.decision.thought,
            "seconds": step.timing.total,
            "tone": Tone.BAD if step.error else Tone.GOOD,
        }
        if self._rows and self._rows[-1].number and self._rows[-1].seconds is None:
            self._rows[-1] = replace(self._rows[-1], **done)  # type: ignore[arg-type]  # as named
            at = self.index(len(self._rows) - 1)
            self.dataChanged.emit(at, at)
        else:
            self.begin(title)
            self.finish(step)

    def say(self, text: str, tone: Tone = Tone.QUIET) -> None:
        """A word in between."""
        self._append(Row(title=text, tone=tone))

    def _append(self, row: Row) -> None:
        at = len(self._rows)
        self.beginInsertRows(QModelIndex(), at, at)
        self._rows.append(row)
        self.endInsertRows()


class _Painter(QStyledItemDelegate):
    """Two lines a row: what was done, and what came of it, with number and time beside it."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw a row."""
        row: Row = index.data(ROW)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        palette: QPalette = option.palette
        metrics = QFontMetrics(option.font)
        area = option.rect.adjusted(GAP, GAP // 2, -GAP, -GAP // 2)
        painter.save()
        if chosen:
            painter.fillRect(option.rect, palette.highlight())
        text = palette.color(
            QPalette.ColorRole.HighlightedText if chosen else QPalette.ColorRole.Text
        )
        mark = text if chosen else colour(row.tone)
        line, left = metrics.height(), area.left() + metrics.horizontalAdvance("0000")
        painter.setFont(option.font)
        painter.setPen(mark)
        shown = str(row.number) if row.number else "•"
        painter.drawText(area.left(), area.top() + metrics.ascent(), shown)
        time = f"{row.seconds:.1f} s" if row.seconds is not None else ""
        wide = metrics.horizontalAdvance(time)
        painter.drawText(area.right() - wide, area.top() + metrics.ascent(), time)
        painter.setPen(text)
        room = area.right() - left - wide - GAP
        title = metrics.elidedText(row.title, Qt.TextElideMode.ElideRight, room)
        painter.drawText(left, area.top() + metrics.ascent(), title)
        painter.setPen(text if chosen else colour(Tone.BAD if row.tone is Tone.BAD else Tone.QUIET))
        detail = metrics.elidedText(row.detail, Qt.TextElideMode.ElideRight, area.right() - left)
        painter.drawText(left, area.top() + line + metrics.ascent(), detail)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: N802
        """How high a row is."""
        row: Row = index.data(ROW)
        metrics = QFontMetrics(option.font)
        lines = 2 if row.detail or row.number else 1
        return QSize(200, lines * metrics.height() + GAP)


class TimelineView(QListView):
    """Shows a timeline, and follows its end unless the person has scrolled up."""

    def __init__(self, timeline: Timeline, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(timeline)
        self.setItemDelegate(_Painter(self))
        self.setAccessibleName(self.tr("Steps"))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMinimumWidth(280)
        self._follows = True
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.verticalScrollBar().rangeChanged.connect(self._grown)

    def _scrolled(self, value: int) -> None:
        self._follows = value >= self.verticalScrollBar().maximum() - 4

    def _grown(self, _least: int, most: int) -> None:
        if self._follows:
            self.verticalScrollBar().setValue(most)
