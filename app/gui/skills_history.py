"""The versions of a skill: what changed, how each worked, going back; and what replays propose."""

from __future__ import annotations

from PySide6.QtCore import (
    Qt,
)
from PySide6.QtGui import QFontDatabase, QSyntaxHighlighter, QTextCharFormat, QTextDocument
from PySide6.QtWidgets import (
    QAbstractItemView,
    QGroupBox,
    QHBoxLayout,
    QHeaderView,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.errors import DeskhandError
from app.gui.look import EDGE, GAP, Tone, colour
from app.gui.shell import Shell
from app.gui.skills_told import Told
from app.gui.skills_versions import Version, VersionsModel, versions_of
from app.library import Difference, difference, rolled_back
from app.suggestions import Suggestion, accept, dismiss, of_patch
from skills.skill import Skill

_PATCH = Qt.ItemDataRole.UserRole


class _Colours(QSyntaxHighlighter):
    """Colours the lines of a difference."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)

    def highlightBlock(self, text: str) -> None:  # noqa: N802  as Qt calls it
        """Colour a line by its sign."""
        tone = {"+": Tone.GOOD, "-": Tone.BAD, "@": Tone.MARK}.get(text[:1])
        if tone is not None and not text.startswith(("+++", "---")):
            form = QTextCharFormat()
            form.setForeground(colour(tone))
            self.setFormat(0, len(text), form)


class HistoryPanel(QWidget):
    """Versions at the left, what one changed at the right, proposals below.

    Args:
        shell: of the window.
    """

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell = shell
        self._skill: Skill | None = None
        self.versions = VersionsModel(self)
        self.table = self._table()
        self.changes = QPlainTextEdit()
        self.changes.setReadOnly(True)
        self.changes.setAccessibleName(self.tr("What changed"))
        self.changes.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.changes.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        _Colours(self.changes.document())
        self.back = QPushButton(self.tr("&Go back to this version"))
        self.heals = QGroupBox(self.tr("What runs found changed on the screen"))
        self.proposals = QListWidget()
        self.proposals.setAccessibleName(self.tr("Proposals"))
        self.proposals.setWordWrap(True)
        self.accept = QPushButton(self.tr("&Accept"))
        self.dismiss = QPushButton(self.tr("Dism&iss"))
        self.told = Told()
        self._lay_out()
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._chosen())
        self.back.clicked.connect(self._go_back)
        self.proposals.currentRowChanged.connect(lambda _: self._enable())
        self.accept.clicked.connect(self._accept)
        self.dismiss.clicked.connect(self._dismiss)

    def _table(self) -> QTableView:
        table = QTableView()
        table.setModel(self.versions)
        table.setAccessibleName(self.tr("Versions"))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(True)
        header.setHighlightSections(False)
        return table

    def _lay_out(self) -> None:
        left = QWidget()
        beside = QVBoxLayout(left)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(GAP)
        beside.addWidget(self.table, 1)
        beside.addWidget(self.back)
        both = QSplitter(Qt.Orientation.Horizontal)
        both.setChildrenCollapsible(False)
        both.addWidget(left)
        both.addWidget(self.changes)
        both.setStretchFactor(0, 2)
        both.setStretchFactor(1, 5)
        inside = QVBoxLayout(self.heals)
        inside.setSpacing(GAP)
        inside.addWidget(self.proposals)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.dismiss)
        row.addWidget(self.accept)
        inside.addLayout(row)
        self.heals.setMaximumHeight(200)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        column.setSpacing(GAP)
        column.addWidget(both, 1)
        column.addWidget(self.heals)
        column.addWidget(self.told)

    def set_skill(self, skill: Skill | None) -> None:
        """Show the history of a skill."""
        self._skill = skill
        self.told.clear()
        library = self._shell.starter.store
        if skill is None:
            self.versions.set_versions([])
            self._show_proposals([])
            return
        self._shell.work.ask(
            "skill-versions",
            lambda: (
                versions_of(library, skill),
                [of_patch(patch, seen) for patch, seen in library.patches(skill.name)],
            ),
            self._show,
            self._failed,
        )

    def _show(self, found: tuple[list[Version], list[Suggestion]]) -> None:
        versions, proposals = found
        self.versions.set_versions(versions)
        if versions:
            self.table.selectRow(0)
        self._show_proposals(proposals)

    def _show_proposals(self, proposals: list[Suggestion]) -> None:
        self.proposals.clear()
        for each in proposals:
            seen = self.tr("%n run(s)", "", each.seen)
            item = QListWidgetItem("\n".join((f"{each.told}  ({seen})", *each.lines)))
            item.setData(_PATCH, each)
            self.proposals.addItem(item)
        if proposals:
            self.proposals.setCurrentRow(0)
        self.heals.setVisible(bool(proposals))
        self._enable()

    def _version(self) -> Version | None:
        index = self.table.currentIndex()
        return self.versions.version(index.row()) if index.isValid() else None

    def _chosen(self) -> None:
        skill, version = self._skill, self._version()
        self._enable()
        if skill is None or version is None:
            self.changes.clear()
            return
        library = self._shell.starter.store
        self._shell.work.ask(
            "skill-difference",
            lambda: difference(library, skill, new=version.number),
            self._show_difference,
            self._failed,
        )

    def _show_difference(self, told: Difference) -> None:
        first = self.tr("This is the first version.")
        same = self.tr("Nothing is different.")
        none = first if told.old == told.new else same
        self.changes.setPlainText("\n".join(told.lines) or none)

    def _go_back(self) -> None:
        skill, version = self._skill, self._version()
        if skill is not None and version is not None:
            library = self._shell.starter.store
            self._shell.work.ask(
                "skill-back",
                lambda: rolled_back(library, skill.name, version.number),
                self._went_back,
                self._failed,
            )

    def _went_back(self, skill: Skill) -> None:
        self._shell.skills_changed.emit()
        self._tell(self.tr("It is version %1 now.").replace("%1", str(skill.version)), Tone.GOOD)

    def _proposal(self) -> Suggestion | None:
        item = self.proposals.currentItem()
        found = item.data(_PATCH) if item is not None else None
        return found if isinstance(found, Suggestion) else None

    def _accept(self) -> None:
        proposal, home = self._proposal(), self._shell.home
        if proposal is not None:
            self._shell.work.ask(
                "heal", lambda: accept(proposal, home), self._answered, self._failed
            )

    def _dismiss(self) -> None:
        proposal, home = self._proposal(), self._shell.home
        if proposal is not None:
            gone = self.tr("The proposal is gone.")

            def away() -> str:
                dismiss(proposal, home)
                return gone

            self._shell.work.ask("heal", away, self._answered, self._failed)

    def _answered(self, told: str) -> None:
        self._shell.skills_changed.emit()
        self._tell(told, Tone.GOOD)

    def _failed(self, failure: DeskhandError) -> None:
        self._tell(str(failure), Tone.BAD)

    def _enable(self) -> None:
        version = self._version()
        self.back.setEnabled(version is not None and not version.newest)
        chosen = self.proposals.currentItem() is not None
        self.accept.setEnabled(chosen)
        self.dismiss.setEnabled(chosen)

    def _tell(self, text: str, tone: Tone) -> None:
        self.told.say(text, tone)
