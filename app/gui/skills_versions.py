"""The versions of a skill as a table: which there are, and how often each worked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QWidget

from skills.evidence import Rate, rate
from skills.skill import Skill
from skills.store import Store

_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Version:
    """One version, and how often it worked."""

    number: int
    worked: Rate
    newest: bool


def versions_of(library: Store, skill: Skill) -> list[Version]:
    """The versions of a skill, the newest first."""
    evidence = library.evidence(skill.name)
    found = []
    for number in sorted(library.versions(skill.name), reverse=True):
        mine = [each.success for each in evidence if each.version == number]
        found.append(Version(number, rate(sum(mine), len(mine)), number == skill.version))
    return found


class VersionsModel(QAbstractTableModel):
    """The versions."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._versions: list[Version] = []

    def set_versions(self, versions: list[Version]) -> None:
        """Show these."""
        self.beginResetModel()
        self._versions = versions
        self.endResetModel()

    def version(self, row: int) -> Version:
        """The version in a row."""
        return self._versions[row]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802, B008  as Qt calls it
        """How many there are."""
        return 0 if parent.isValid() else len(self._versions)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802, B008
        """How many facts of each."""
        return 0 if parent.isValid() else 3

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The titles."""
        titles = (self.tr("Version"), self.tr("Worked"), self.tr("Surely more than"))
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return titles[section]
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a view asks for."""
        if not index.isValid() or role != Qt.ItemDataRole.DisplayRole:
            return None
        version = self._versions[index.row()]
        worked = version.worked
        told = self.tr("%1 of %2").replace("%1", str(worked.successes))
        return (
            self.tr("%1 (now)").replace("%1", str(version.number))
            if version.newest
            else str(version.number),
            told.replace("%2", str(worked.count)) if worked.count else "–",
            f"{worked.low:.0%}" if worked.count else "–",
        )[index.column()]
