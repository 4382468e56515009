"""The skills as a list: found by words, filtered by where they work and how they are trusted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import (
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.gui.look import GAP, Tone, colour
from app.library import Listed

_Index = QModelIndex | QPersistentModelIndex
LISTED = Qt.ItemDataRole.UserRole
STANDINGS = ("draft", "imported", "verified", "trusted", "retired", "quarantined", "broken")
_TONES = {
    "verified": Tone.GOOD,
    "trusted": Tone.GOOD,
    "draft": Tone.WAITING,
    "imported": Tone.WAITING,
    "quarantined": Tone.BAD,
    "broken": Tone.BAD,
}


def places_of(listed: Listed) -> tuple[str, ...]:
    """The programs and sites that a skill works in."""
    skill = listed.entry.skill
    return (*skill.capabilities.apps, *skill.capabilities.origins) if skill is not None else ()


class SkillsModel(QAbstractListModel):
    """The skills that were found, as far as the filters let them through."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._all: list[Listed] = []
        self._shown: list[Listed] = []
        self._place = self._standing = ""

    def set_skills(self, skills: Sequence[Listed]) -> None:
        """Show these, in this order."""
        self._all = list(skills)
        self._filter()

    def set_filters(self, place: str, standing: str) -> None:
        """Show only skills for this program or site, and of this trust; "" for any."""
        if (place, standing) != (self._place, self._standing):
            self._place, self._standing = place, standing
            self._filter()

    def skill(self, row: int) -> Listed:
        """The skill in a row."""
        return self._shown[row]

    def place(self, name: str) -> QModelIndex:
        """Where a skill is; no index if it is not shown."""
        for at, each in enumerate(self._shown):
            if each.name == name:
                return self.index(at)
        return QModelIndex()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802, B008  as Qt calls it
        """How many there are."""
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a view asks for."""
        if not index.isValid() or not 0 <= index.row() < len(self._shown):
            return None
        each = self._shown[index.row()]
        if role == LISTED:
            return each
        if role == Qt.ItemDataRole.DisplayRole:
            return each.name
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return f"{self.word(each.standing)}. {self.about(each)}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.about(each)
        return None

    def about(self, listed: Listed) -> str:
        """What a skill does, or what is wrong with it."""
        skill = listed.entry.skill
        return skill.description if skill is not None else listed.entry.problem

    def word(self, standing: str) -> str:
        """How far a skill is trusted, in a word."""
        return {
            "draft": self.tr("draft"),
            "imported": self.tr("imported"),
            "verified": self.tr("verified"),
            "trusted": self.tr("trusted"),
            "retired": self.tr("out of use"),
            "quarantined": self.tr("in quarantine"),
            "broken": self.tr("broken"),
        }.get(standing, standing)

    def _filter(self) -> None:
        self.beginResetModel()
        self._shown = [
            each
            for each in self._all
            if (not self._place or self._place in places_of(each))
            and self._standing in ("", each.standing)
        ]
        self.endResetModel()


class _Painter(QStyledItemDelegate):
    """Name and trust in one line, what it does in the next."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw a skill."""
        listed: Listed = index.data(LISTED)
        model = index.model()
        assert isinstance(model, SkillsModel)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        palette: QPalette = option.palette
        metrics = QFontMetrics(option.font)
        area = option.rect.adjusted(GAP, GAP // 2, -GAP, -GAP // 2)
        painter.save()
        if chosen:
            painter.fillRect(option.rect, palette.highlight())
        word = QPalette.ColorRole.HighlightedText if chosen else QPalette.ColorRole.Text
        text = palette.color(word)
        standing = model.word(listed.standing)
        wide = metrics.horizontalAdvance(standing)
        line = area.top() + metrics.ascent()
        painter.setFont(option.font)
        painter.setPen(text if chosen else colour(_TONES.get(listed.standing, Tone.QUIET)))
        painter.drawText(area.right() - wide, line, standing)
        painter.setPen(text)
        room = area.width() - wide - GAP
        name = metrics.elidedText(listed.name, Qt.TextElideMode.ElideRight, room)
        painter.drawText(area.left(), line, name)
        painter.setPen(text if chosen else colour(Tone.QUIET))
        about = " ".join(model.about(listed).split())
        about = metrics.elidedText(about, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area.left(), line + metrics.height(), about)
        if bool(option.state & QStyle.StateFlag.State_HasFocus):
            painter.setPen(text)
            painter.drawRect(option.rect.adjusted(0, 0, -1, -1))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: N802
        """How high a skill is."""
        return QSize(120, 2 * QFontMetrics(option.font).height() + GAP)


class SkillsView(QListView):
    """Shows the skills."""

    def __init__(self, skills: SkillsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(skills)
        self.setItemDelegate(_Painter(self))
        self.setAccessibleName(self.tr("Skills"))
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(260)
