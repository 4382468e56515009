"""The steps of a run as a list that can be scrolled while it grows.

Rows hold words and numbers, not observations: a run of thousands of steps stays small, and the view
asks only for the rows that it shows.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
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

from actions.trajectory import Step, Timing
from app.engine.spending import Spending
from app.gui.look import GAP, Tone, colour
from app.gui.steps_in_words import in_words
from app.gui.words import duration

_Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
_LONGEST = 2_000  # characters of a thought that are kept
_CHANGES = 12  # lines of what changed that are kept
_MOST = 20_000  # rows; older ones are in the run's folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One step, or a word in between.

    Attributes:
        number: of the step, from 1; 0 for a word in between.
        index: of the step in the run's log.
        title: what is done.
        detail: what came of it, or why it is done, in a line.
        thought: why, as the planner says.
        changes: what is otherwise than before.
        error: why it did not go well.
        timing: where the time went.
        spent: what models used up for it.
        seconds: that it took; None while it is under way, and if the run ended before it did.
        under_way: it is being done.
        tone: how it went.
    """

    number: int = 0
    index: int = -1
    title: str
    detail: str = ""
    thought: str = ""
    changes: tuple[str, ...] = ()
    error: str = ""
    timing: Timing | None = None
    spent: Spending = field(default_factory=Spending)
    seconds: float | None = None
    under_way: bool = False
    tone: Tone = Tone.QUIET


class Timeline(QAbstractListModel):
    """The rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []
        self._steps = 0

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
        self._rows, self._steps = [], 0
        self.endResetModel()

    def begin(self, title: str, thought: str = "") -> None:
        """A step begins."""
        self._steps += 1
        thought = thought[:_LONGEST]
        detail = " ".join(thought.split())
        self._append(
            Row(
                number=self._steps,
                title=title,
                detail=detail,
                thought=thought,
                under_way=True,
                tone=Tone.MARK,
            )
        )

    def finish(self, step: Step, spent: Spending | None = None, title: str = "") -> None:
        """The step that began last is over.

        Args:
            step: as it is told.
            spent: by models for it.
            title: in place of the step's own words, as where it was found but not done.
        """
        title = title or in_words(step.action, step.grounded)
        if (at := self._under_way()) is None:
            self.begin(title)
            at = len(self._rows) - 1
        changes = step.change.lines[:_CHANGES] if step.change is not None else ()
        thought = step.decision.thought[:_LONGEST]
        came = step.error or step.reply or "; ".join(changes[:3]) or step.note or thought
        row = replace(
            self._rows[at],
            index=step.index,
            title=title,
            detail=" ".join(came.split()),
            thought=thought,
            changes=(*changes, *((step.note,) if step.note else ())),
            error=step.error,
            timing=step.timing,
            spent=spent or Spending(),
            seconds=step.timing.total,
            under_way=False,
            tone=Tone.BAD if step.error else Tone.GOOD,
        )
        self._change(at, row)

    def break_off(self) -> None:
        """The run is over; a step that it was in the middle of is under way no more."""
        if (at := self._under_way()) is not None:
            self._change(at, replace(self._rows[at], under_way=False, tone=Tone.QUIET))

    def _under_way(self) -> int | None:
        """The row of the step that is being done; words may have been said since it began."""
        steps = (at for at in range(len(self._rows) - 1, -1, -1) if self._rows[at].number)
        at = next(steps, None)
        return at if at is not None and self._rows[at].under_way else None

    def _change(self, at: int, row: Row) -> None:
        self._rows[at] = row
        index = self.index(at)
        self.dataChanged.emit(index, index)

    def say(self, text: str, tone: Tone = Tone.QUIET) -> None:
        """A word in between."""
        self._append(Row(title=text, tone=tone))

    def _append(self, row: Row) -> None:
        if len(self._rows) >= _MOST:
            many = _MOST // 10
            self.beginRemoveRows(QModelIndex(), 0, many - 1)
            del self._rows[:many]
            self.endRemoveRows()
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
        time = duration(row.seconds) if row.seconds is not None else "…" if row.under_way else ""
        wide = metrics.horizontalAdvance(time)
        quiet = text if chosen else colour(Tone.QUIET)
        painter.setPen(quiet)
        painter.drawText(area.right() - wide, area.top() + metrics.ascent(), time)
        painter.setPen(text if row.number or chosen else mark)
        room = area.right() - left - wide - GAP
        title = metrics.elidedText(row.title, Qt.TextElideMode.ElideRight, room)
        painter.drawText(left, area.top() + metrics.ascent(), title)
        if row.number:
            painter.setPen(
                text if chosen else colour(Tone.BAD if row.tone is Tone.BAD else Tone.QUIET)
            )
            room = area.right() - left
            detail = metrics.elidedText(row.detail, Qt.TextElideMode.ElideRight, room)
            painter.drawText(left, area.top() + line + metrics.ascent(), detail)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: N802
        """How high a row is."""
        row: Row = index.data(ROW)
        metrics = QFontMetrics(option.font)
        lines = 2 if row.number else 1
        return QSize(200, lines * metrics.height() + GAP)


class TimelineView(QListView):
    """Shows a timeline, and follows its end unless the person has scrolled up."""

    def __init__(self, timeline: Timeline, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(timeline)
        self.setItemDelegate(_Painter(self))
        self.setAccessibleName(self.tr("Steps"))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setMinimumWidth(280)
        self._follows = True
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.verticalScrollBar().rangeChanged.connect(self._grown)

    def _scrolled(self, value: int) -> None:
        self._follows = value >= self.verticalScrollBar().maximum() - 4

    def _grown(self, _least: int, most: int) -> None:
        if self._follows:
            self.verticalScrollBar().setValue(most)
