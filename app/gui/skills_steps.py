"""The steps of a skill as sentences with pictures: shared by the library and the review."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QImage, QPainter, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.gui.look import GAP, Tone, colour
from perception.predicate import described
from skills.page import in_words, numbers
from skills.skill import AgentStep, If, Node, Skill, Step, inner_of

_Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
_THUMB = QSize(132, 54)  # device-independent pixels
_INDENT = 22
_REFERENCE = re.compile(r"\{\{(?:\{\{|([^{}]+)\}\})")


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow:
    """One step.

    Attributes:
        id: of the step.
        number: as people count.
        depth: inside how many others it stands.
        text: what it does.
        guess: what was guessed about it; "" if nothing is left to confirm.
        final: it cannot be taken back.
    """

    id: str
    number: str
    depth: int
    text: str
    guess: str = ""
    final: bool = False


def plain(text: str) -> str:
    """A text of a skill as people read it: its parameters in angles instead of braces.

    >>> plain("Type “{{phone}}” and {{{{x}}")
    'Type “‹phone›” and {{x}}'
    """
    return _REFERENCE.sub(lambda at: f"‹{at[1]}›" if at[1] else "{{", text)


def rows_of(skill: Skill, otherwise: str) -> list[StepRow]:
    """The steps of a skill, outer ones before inner ones.

    Args:
        skill: whose.
        otherwise: the word before what is done if a condition does not hold.
    """
    called = numbers(skill)
    found: list[StepRow] = []

    def add(steps: Sequence[Node], depth: int, before: str = "") -> None:
        for node in steps:
            final = isinstance(node, Step) and node.risk == "commit"
            text = before + plain(in_words(node).removesuffix(" (cannot be taken back)"))
            found.append(
                StepRow(
                    id=node.id,
                    number=called[node.id],
                    depth=depth,
                    text=text,
                    guess=node.review,
                    final=final,
                )
            )
            if isinstance(node, If):
                add(node.then, depth + 1)
                add(node.otherwise, depth + 1, f"{otherwise} ")
            else:
                add(inner_of(node), depth + 1)

    add(skill.steps, 0)
    return found


def conditions_of(node: Node) -> list[str]:
    """What must be so after a step, in words."""
    match node:
        case Step(post=post) | AgentStep(post=post):
            return [plain(described(each)) for each in post]
        case _:
            return []


def before_of(node: Node) -> list[str]:
    """What must be shown immediately before a step, in words."""
    return [plain(described(each)) for each in node.identity] if isinstance(node, Step) else []


class StepsModel(QAbstractListModel):
    """The steps and their pictures."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[StepRow] = []
        self._pictures: dict[str, QImage] = {}

    def set_skill(self, skill: Skill | None) -> None:
        """Show these steps."""
        self.beginResetModel()
        self._rows = rows_of(skill, self.tr("Otherwise:")) if skill is not None else []
        self.endResetModel()

    def set_pictures(self, pictures: Mapping[str, bytes]) -> None:
        """The pictures by the ids of the steps; encoded."""
        images = {step: QImage.fromData(data) for step, data in pictures.items()}
        self._pictures = {step: image for step, image in images.items() if not image.isNull()}
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def picture(self, step: str) -> QImage | None:
        """Of a step."""
        return self._pictures.get(step)

    def row(self, index: _Index) -> StepRow:
        """The step of an index."""
        return self._rows[index.row()]

    def place(self, step: str) -> QModelIndex:
        """Where a step is; no index if it is not here."""
        for at, row in enumerate(self._rows):
            if row.id == step:
                return self.index(at)
        return QModelIndex()

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
            return f"{row.number}. {row.text}"
        if role in (Qt.ItemDataRole.AccessibleDescriptionRole, Qt.ItemDataRole.ToolTipRole):
            return self._beside(row) or None
        return None

    def _beside(self, row: StepRow) -> str:
        final = self.tr("cannot be taken back") if row.final else ""
        guess = self.tr("Guessed: %1").replace("%1", row.guess) if row.guess else ""
        return "\n".join(filter(None, (final, guess)))


class _Painter(QStyledItemDelegate):
    """Number, sentence, what is to be minded, and the picture at the right."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw a step."""
        row: StepRow = index.data(ROW)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        palette: QPalette = option.palette
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if chosen:
            painter.fillRect(option.rect, palette.highlight())
        word = QPalette.ColorRole.HighlightedText if chosen else QPalette.ColorRole.Text
        text = palette.color(word)
        area = option.rect.adjusted(GAP + row.depth * _INDENT, GAP // 2, -GAP, -GAP // 2)
        metrics = QFontMetrics(option.font)
        painter.setFont(option.font)
        model = index.model()
        image = model.picture(row.id) if isinstance(model, StepsModel) else None
        if image is not None:
            area.setRight(self._draw(painter, image, area) - GAP)
        wide = metrics.horizontalAdvance("00.00 ")
        painter.setPen(text if chosen else colour(Tone.QUIET))
        number = QRect(area.left(), area.top(), wide, area.height())
        painter.drawText(number, Qt.AlignmentFlag.AlignTop, f"{row.number}.")
        words = area.adjusted(wide, 0, 0, 0)
        lines = self._lines(row)
        painter.setPen(text)
        flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop
        painter.drawText(words, flags, row.text)
        below = metrics.boundingRect(words, int(flags), row.text).height()
        for line, tone in lines:
            words = words.adjusted(0, below, 0, 0)
            painter.setPen(text if chosen else colour(tone))
            shown = metrics.elidedText(line, Qt.TextElideMode.ElideRight, words.width())
            painter.drawText(words, Qt.AlignmentFlag.AlignTop, shown)
            below = metrics.height()
        if focused:
            painter.setPen(text)
            painter.drawRect(option.rect.adjusted(0, 0, -1, -1))
        painter.restore()

    def _lines(self, row: StepRow) -> list[tuple[str, Tone]]:
        found = []
        if row.final:
            found.append((self.tr("cannot be taken back"), Tone.BAD))
        if row.guess:
            found.append((self.tr("Guessed: %1").replace("%1", row.guess), Tone.WAITING))
        return found

    def _draw(self, painter: QPainter, image: QImage, area: QRect) -> int:
        """Draw the picture at the right; its left edge."""
        size = image.size().scaled(_THUMB, Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(area.right() - size.width(), area.top(), size.width(), size.height())
        painter.drawImage(place, image)
        painter.setPen(colour(Tone.QUIET))
        painter.drawRect(place)
        return area.right() - _THUMB.width()

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: N802
        """How high a step is, at the view's width."""
        row: StepRow = index.data(ROW)
        model = index.model()
        image = model.picture(row.id) if isinstance(model, StepsModel) else None
        metrics = QFontMetrics(option.font)
        view = option.widget
        across = view.viewport().width() if isinstance(view, QListView) else 400
        across -= 2 * GAP + row.depth * _INDENT + metrics.horizontalAdvance("00.00 ")
        across -= _THUMB.width() + GAP if image is not None else 0
        wrapped = metrics.boundingRect(
            0, 0, max(across, 80), 10_000, int(Qt.TextFlag.TextWordWrap), row.text
        )
        high = wrapped.height() + len(self._lines(row)) * metrics.height()
        return QSize(80, max(high, _THUMB.height() if image is not None else 0) + GAP)


class StepsView(QListView):
    """Shows steps.

    Signals:
        step_chosen: the id of the step that is current now; "" for none.
    """

    step_chosen = Signal(str)

    def __init__(self, steps: StepsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps = steps
        self.setModel(steps)
        self.setItemDelegate(_Painter(self))
        self.setAccessibleName(self.tr("Steps"))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMinimumWidth(260)
        self.selectionModel().currentChanged.connect(self._changed)
        steps.modelReset.connect(lambda: self.step_chosen.emit(""))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  as Qt calls it
        """Another width wraps the sentences elsewhere."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    @property
    def chosen(self) -> str:
        """The id of the step that is current; "" for none."""
        index = self.currentIndex()
        return self._steps.row(index).id if index.isValid() else ""

    def choose(self, step: str) -> None:
        """Make a step the current one."""
        place = self._steps.place(step)
        if place.isValid():
            self.setCurrentIndex(place)
            self.scrollTo(place)

    def _changed(self, now: QModelIndex, _before: QModelIndex) -> None:
        self.step_chosen.emit(self._steps.row(now).id if now.isValid() else "")
