"""The skill library: find, read, run, change, go back, take in, give out, delete."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QSplitter,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.errors import DeskhandError
from app.gui.look import EDGE, GAP, Tone
from app.gui.record import Recording
from app.gui.shell import Shell
from app.gui.skills_edit import EditPanel
from app.gui.skills_history import HistoryPanel
from app.gui.skills_import import ImportSheet
from app.gui.skills_list import STANDINGS, SkillsModel, SkillsView, places_of
from app.gui.skills_offers import OffersDialog
from app.gui.skills_run import RunPanel
from app.gui.skills_told import Told
from app.gui.skills_view import SkillView
from app.library import (
    Catalogue,
    Listed,
    brought_back,
    deleted,
    drafts_in,
    given_out,
    put_in_use,
    taken_in,
)
from skills.imports import Draft

_RESTS = 200  # milliseconds without a key, after which is searched


class SkillsPage(QWidget):
    """The list at the left; what the chosen skill is, does and did at the right.

    Args:
        shell: of the window.
    """

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell = shell
        self._catalogue = Catalogue(shell.starter.store, shell.home.skills_index)
        self._name = ""  # of the skill that is shown
        self._wanted = ""  # of the one that is to be shown when it is there
        self._deleted = ""
        self._refreshing = False
        self._best = False  # the first of what is found is to be shown
        self.recording = Recording(shell, self)
        self.skills = SkillsModel(self)
        self.list = SkillsView(self.skills)
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("What is to be done?"))
        self.search.setAccessibleName(self.tr("Search skills"))
        self.search.setClearButtonEnabled(True)
        for button in self.search.findChildren(QToolButton):
            button.setAccessibleName(self.tr("Clear the search"))
        self.place = QComboBox()
        self.place.addItem(self.tr("Any program or site"), "")
        self.standing = QComboBox()
        self.standing.addItem(self.tr("Any trust"), "")
        for each in STANDINGS:
            self.standing.addItem(self.skills.word(each).capitalize(), each)
        self.record = QPushButton(self.tr("Show it once…"))
        self.take = QPushButton(self.tr("I&mport…"))
        self.offers = QPushButton(self.tr("Offers…"))
        self.offers.setToolTip(self.tr("What may be learned if you say so"))
        self.title = QLabel()
        self.title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.facts = Told()
        self.about = QLabel()
        for label in (self.title, self.about):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.give = QPushButton(self.tr("E&xport…"))
        self.retire = QPushButton(self.tr("Take out of &use"))
        self.delete = QPushButton(self.tr("&Delete"))
        self.view = SkillView(shell)
        self.run = RunPanel(shell)
        self.edit = EditPanel(shell)
        self.history = HistoryPanel(shell)
        self.parts = QTabWidget()
        self.parts.setDocumentMode(True)
        self.parts.setAccessibleName(self.tr("Parts of the skill"))
        for part, name in (
            (self.view, self.tr("What it does")),
            (self.run, self.tr("Run it")),
            (self.edit, self.tr("Change it")),
            (self.history, self.tr("History")),
        ):
            self.parts.addTab(part, name)
        self.told = Told()
        self.told.hide()
        self.back = QPushButton(self.tr("Un&do"))
        self.back.hide()
        self._lay_out()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_RESTS)
        self._connect()
        self._show_none()

    def _lay_out(self) -> None:
        left = QWidget()
        beside = QVBoxLayout(left)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(GAP)
        filters = QFormLayout()
        filters.setSpacing(GAP)
        filters.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for name, box in (
            (self.tr("Works in:"), self.place),
            (self.tr("Trust:"), self.standing),
        ):
            label = QLabel(name)
            label.setBuddy(box)
            filters.addRow(label, box)
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP)
        for button in (self.record, self.take, self.offers):
            buttons.addWidget(button, 1)
        beside.addWidget(self.search)
        beside.addLayout(filters)
        beside.addWidget(self.list, 1)
        beside.addLayout(buttons)
        font = self.title.font()
        font.setBold(True)
        font.setPointSizeF(font.pointSizeF() * 1.25)
        self.title.setFont(font)
        head = QHBoxLayout()
        head.setSpacing(GAP)
        head.addWidget(self.title, 1)
        for button in (self.give, self.retire, self.delete):
            head.addWidget(button)
        self._right = QWidget()
        column = QVBoxLayout(self._right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addLayout(head)
        column.addWidget(self.about)
        column.addWidget(self.facts)
        column.addWidget(self.parts, 1)
        self._none = QLabel(
            self.tr(
                "Skills are what Deskhand has learned to do without thinking.\n\nShow it something "
                "once, save a run as a skill, or import one."
            )
        )
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._none.setWordWrap(True)
        both = QSplitter(Qt.Orientation.Horizontal)
        both.setChildrenCollapsible(False)
        both.addWidget(left)
        shown = QWidget()
        place = QVBoxLayout(shown)
        place.setContentsMargins(GAP, 0, 0, 0)
        place.addWidget(self._right)
        place.addWidget(self._none)
        both.addWidget(shown)
        both.setStretchFactor(0, 0)
        both.setStretchFactor(1, 1)
        both.setSizes([340, 840])
        foot = QHBoxLayout()
        foot.setSpacing(GAP)
        foot.addWidget(self.told, 1)
        foot.addWidget(self.back)
        page = QVBoxLayout(self)
        page.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        page.setSpacing(GAP)
        page.addWidget(both, 1)
        page.addLayout(foot)

    def _connect(self) -> None:
        self.search.textChanged.connect(lambda _: self._rest.start())
        self._rest.timeout.connect(self._search)
        for box in (self.place, self.standing):
            box.currentIndexChanged.connect(lambda _: self._filter())
        self.list.selectionModel().currentChanged.connect(lambda *_: self._chosen())
        self.record.clicked.connect(self.recording.ask)
        self.recording.going.connect(lambda going: self.record.setEnabled(not going))
        self.recording.saved.connect(self.show_skill)
        self.take.clicked.connect(self._import)
        self.offers.clicked.connect(self._offer)
        self.give.clicked.connect(self._export)
        self.retire.clicked.connect(self._retire)
        self.delete.clicked.connect(self._delete)
        self.back.clicked.connect(self._bring_back)
        self._shell.skills_changed.connect(self.refresh)

    # For the window.

    def refresh(self) -> None:
        """Search and read the library anew."""
        catalogue, words = self._catalogue, self.search.text()
        self._shell.work.ask("skills", lambda: catalogue.listed(words), self._found, self._failed)

    def show_skill(self, name: str) -> None:
        """Go to a skill, also one that was made just now."""
        self._shell.go("skills")
        self._wanted = name
        with QSignalBlocker(self.search):
            self.search.clear()
        self.place.setCurrentIndex(0)
        self.standing.setCurrentIndex(0)
        self.refresh()

    def may_close(self) -> bool:
        """Ask about changes that are not saved, and about a recording that goes on."""
        told = ""
        if self.recording.under_way:
            told = self.tr("Something is recorded. What was recorded until now is kept.")
        elif self.edit.unsaved:
            told = self.tr("What you changed of %1 is not saved.").replace("%1", self._name)
        if not told:
            return True
        asked = QMessageBox.question(self, self.tr("Quit?"), told)
        return asked is QMessageBox.StandardButton.Yes

    def end(self) -> None:
        """End a recording; it is on disk."""
        self.recording.end()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  as Qt calls it
        """Whoever comes here wants to look for something."""
        super().showEvent(event)
        if self.focusWidget() is None:
            self.search.setFocus()

    # The list.

    def _search(self) -> None:
        """Other words: the best that they find is shown, unless there are changes to save."""
        self._best = not self.edit.unsaved
        self.refresh()

    def _found(self, skills: Sequence[Listed]) -> None:
        best = self._best and bool(self.search.text())
        wanted = self._wanted or ("" if best else self._name)
        self._wanted, self._best = "", False
        with QSignalBlocker(self.list.selectionModel()):
            self.skills.set_skills(skills)
        self._offer_places(skills)
        place = self.skills.place(wanted)
        if not place.isValid() and self.skills.rowCount() and (self.search.text() or not wanted):
            place = self.skills.index(0)
        self._refreshing = True
        self.list.setCurrentIndex(place)
        self._chosen()
        self._refreshing = False

    def _offer_places(self, skills: Sequence[Listed]) -> None:
        known = {self.place.itemData(at) for at in range(self.place.count())}
        for place in sorted({each for skill in skills for each in places_of(skill)} - known):
            self.place.addItem(place.removeprefix("https://"), place)

    def _filter(self) -> None:
        self.skills.set_filters(self.place.currentData(), self.standing.currentData())
        self.list.setCurrentIndex(self.skills.place(self._name))
        self._chosen()

    @property
    def chosen(self) -> Listed | None:
        """The skill that is chosen."""
        index = self.list.currentIndex()
        return self.skills.skill(index.row()) if index.isValid() else None

    def _chosen(self) -> None:
        each = self.chosen
        if each is None:
            self._show_none()
            return
        if self.edit.unsaved and each.name != self._name and not self._may_leave():
            self.list.setCurrentIndex(self.skills.place(self._name))
            return
        entry = each.entry
        if each.name != self._name and not self._refreshing:
            self._tell("", Tone.QUIET)
        self._name = each.name
        self._right.show()
        self._none.hide()
        self.title.setText(each.name)
        self.about.setText(self.skills.about(each))
        tone = Tone.QUIET if entry.state == "active" else Tone.BAD
        self.facts.say(self._facts(each), tone)
        active = entry.state == "active"
        self.retire.setText(
            self.tr("Take out of &use") if active else self.tr("Put back into &use")
        )
        skill = entry.skill
        for button in (self.give, self.retire):
            button.setEnabled(skill is not None)
        self.view.set_skill(skill, entry.problem)
        out = self.tr("It is out of use: %1").replace("%1", entry.reason)
        self.run.set_skill(skill, "" if active else out)
        self.edit.set_skill(skill)
        self.history.set_skill(skill)
        waiting = f" ({each.waiting})" if each.waiting else ""
        self.parts.setTabText(3, self.tr("History") + waiting)

    def _may_leave(self) -> bool:
        asked = QMessageBox.question(
            self,
            self.tr("Discard changes?"),
            self.tr("What you changed of %1 is not saved.").replace("%1", self._name),
            QMessageBox.StandardButton.Discard | QMessageBox.StandardButton.Cancel,
            QMessageBox.StandardButton.Cancel,
        )
        if asked is QMessageBox.StandardButton.Discard:
            self.edit.set_skill(None)
            return True
        return False

    def _show_none(self) -> None:
        if self.edit.unsaved:
            return  # the search hides it; what was changed is not lost by that
        self._name = ""
        self._right.hide()
        self._none.show()
        for part in (self.view, self.edit, self.history):
            part.set_skill(None)
        self.run.set_skill(None, "")

    def _facts(self, each: Listed) -> str:
        skill, entry = each.entry.skill, each.entry
        if skill is None:
            return self.tr("It cannot be read.")
        facts = [
            self.skills.word(each.standing).capitalize(),
            self.tr("version %1").replace("%1", str(skill.version)),
        ]
        if each.worked.count:
            told = self.tr("worked %1 of %2 times").replace("%1", str(each.worked.successes))
            facts.append(told.replace("%2", str(each.worked.count)))
        else:
            facts.append(self.tr("not run yet"))
        if each.waiting:
            facts.append(self.tr("%n proposal(s) wait", "", each.waiting))
        if entry.reason:
            facts.append(entry.reason)
        return "  ·  ".join(facts)

    # What can be done with a skill.

    def _import(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("Take in a skill or a recording of another program"),
            str(Path.home()),
            self.tr("Skills and recordings (*.zip *.yaml *.json *.py *.ts *.js);;All files (*)"),
        )
        if chosen:
            self.take_in(Path(chosen))

    def take_in(self, path: Path) -> None:
        """Show what a file would bring in, and take in what the person wants."""
        # Of a skill's folder people choose the file that they know by name.
        path = path.parent if path.name == "skill.yaml" else path
        self._shell.work.ask("import", lambda: drafts_in(path), self._show_drafts, self._failed)

    def _show_drafts(self, drafts: Sequence[Draft]) -> None:
        library = self._shell.starter.store
        wanted: list[tuple[Draft, bool]] = []
        for draft in drafts:
            there = draft.skill.name in library.names()
            sheet = ImportSheet(draft, there=there, parent=self)
            if sheet.exec():
                wanted.append((draft, there))
        if wanted:
            self._shell.work.ask(
                "import",
                lambda: [taken_in(library, draft, over=over).name for draft, over in wanted],
                self._taken,
                self._failed,
            )

    def _taken(self, names: Sequence[str]) -> None:
        self._shell.skills_changed.emit()
        self.show_skill(names[0])
        told = self.tr("Taken in: %1. It is untrusted until you say otherwise.")
        self._tell(told.replace("%1", ", ".join(names)), Tone.GOOD)

    def _offer(self) -> None:
        dialog = OffersDialog(self._shell, self._shell.window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _export(self) -> None:
        each, library = self.chosen, self._shell.starter.store
        if each is None or each.entry.skill is None:
            return
        skill = each.entry.skill
        chosen, _ = QFileDialog.getSaveFileName(
            self,
            self.tr("Export a skill"),
            str(Path.home() / f"{skill.name}.zip"),
            self.tr("Skills (*.zip)"),
        )
        if chosen:
            path = Path(chosen)
            self._shell.work.ask(
                "export", lambda: given_out(library, skill, path), lambda _: done(), self._failed
            )

        def done() -> None:
            self._tell(self.tr("It is in %1.").replace("%1", chosen), Tone.GOOD)

    def _retire(self) -> None:
        each, library = self.chosen, self._shell.starter.store
        if each is None:
            return
        active, reason = each.entry.state == "active", self.tr("taken out of use by hand")
        self._shell.work.ask(
            "retire",
            lambda: put_in_use(library, each.name, not active, reason),
            lambda _: self._shell.skills_changed.emit(),
            self._failed,
        )

    def _delete(self) -> None:
        each, library = self.chosen, self._shell.starter.store
        if each is None:
            return
        name = each.name
        self._shell.work.ask(
            "delete-skill",
            lambda: deleted(library, name),
            lambda _: self._gone(name),
            self._failed,
        )

    def _gone(self, name: str) -> None:
        self._deleted, self._name = name, ""
        self.edit.set_skill(None)
        self._tell(self.tr("%1 is deleted.").replace("%1", name), Tone.WAITING)
        self.back.show()
        self.back.setFocus()
        self._shell.skills_changed.emit()

    def _bring_back(self) -> None:
        name, library = self._deleted, self._shell.starter.store
        self.back.hide()

        def returned(_: None) -> None:
            self._tell(self.tr("%1 is back.").replace("%1", name), Tone.GOOD)
            self.show_skill(name)

        self._shell.work.ask(
            "bring-back", lambda: brought_back(library, name), returned, self._failed
        )

    def _failed(self, failure: DeskhandError) -> None:
        self._tell(str(failure), Tone.BAD)

    def _tell(self, text: str, tone: Tone) -> None:
        self.told.say(text, tone)
        self.told.setVisible(bool(text))
        if not self._deleted or self._deleted not in text:
            self.back.hide()
