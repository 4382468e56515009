"""Changing a skill: in fields, or in its text."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app.errors import DeskhandError
from app.gui.look import EDGE, GAP, Tone
from app.gui.review_parameters import Change, Parameters
from app.gui.shell import Shell
from app.gui.skills_told import Told
from app.gui.skills_yaml import YamlEditor
from app.library import changed, renamed
from skills.check import name_fault
from skills.load import SkillError
from skills.print import print_skill
from skills.revise import CannotRevise
from skills.skill import Skill

_TRUSTS = ("draft", "imported", "verified", "trusted")


class EditPanel(QWidget):
    """Name, description, trust and parameters as fields; the whole as text.

    What is changed in one is changed in the other. Nothing is written until it is saved; each
    change can be undone until then, and a version can be gone back to afterwards.

    Args:
        shell: of the window.
    """

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell = shell
        self._before: Skill | None = None
        self._skill: Skill | None = None
        self._was: list[Skill] = []
        self._readable = True
        self.name = QLineEdit()
        self.description = QPlainTextEdit()
        self.description.setTabChangesFocus(True)
        self.description.setMaximumHeight(76)
        self.trust = QComboBox()
        self.parameters = Parameters()
        self.yaml = YamlEditor()
        self.kinds = QTabWidget()
        self.kinds.setDocumentMode(True)
        self.kinds.setAccessibleName(self.tr("How it is changed"))
        self.undo = QPushButton(self.tr("Undo"))
        self.undo.setShortcut("Ctrl+Shift+Z")
        self.drop = QPushButton(self.tr("Dis&card changes"))
        self.save = QPushButton(self.tr("&Save as a new version"))
        self.told = Told()
        self._lay_out()
        self.name.editingFinished.connect(self._named)
        self.description.textChanged.connect(self._described)
        self.trust.activated.connect(self._trusted)
        self.parameters.wanted.connect(self._change)
        self.yaml.checked.connect(self._read)
        self.yaml.text.undoAvailable.connect(lambda _: self._enable(readable=self._readable))
        self.kinds.currentChanged.connect(lambda _: self._enable(readable=self._readable))
        self.undo.clicked.connect(self._undo)
        self.drop.clicked.connect(self._drop)
        self.save.clicked.connect(self._save)

    def _lay_out(self) -> None:
        words = {
            "draft": self.tr("Draft: asks before what cannot be taken back"),
            "imported": self.tr("Imported: not reviewed yet"),
            "verified": self.tr("Verified: it was seen to work"),
            "trusted": self.tr("Trusted: I vouch for it"),
        }
        for trust in _TRUSTS:
            self.trust.addItem(words[trust], trust)
        form = QWidget()
        fields = QFormLayout()
        fields.setSpacing(GAP)
        for name, field in (
            (self.tr("&Name"), self.name),
            (self.tr("Descr&iption"), self.description),
            (self.tr("Trust"), self.trust),
        ):
            label = QLabel(f"{name}:")
            label.setBuddy(field)
            field.setAccessibleName(name.replace("&", ""))
            fields.addRow(label, field)
        column = QVBoxLayout(form)
        column.setContentsMargins(0, GAP, 0, 0)
        column.setSpacing(GAP)
        column.addLayout(fields)
        column.addWidget(self.parameters, 1)
        self.kinds.addTab(form, self.tr("Fields"))
        self.kinds.addTab(self.yaml, self.tr("Text"))
        foot = QHBoxLayout()
        foot.setSpacing(GAP)
        foot.addWidget(self.told, 1)
        for button in (self.undo, self.drop, self.save):
            foot.addWidget(button)
        page = QVBoxLayout(self)
        page.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        page.setSpacing(GAP)
        page.addWidget(self.kinds, 1)
        page.addLayout(foot)

    @property
    def unsaved(self) -> bool:
        """Whether something was changed that is not written yet."""
        return self._skill is not None and self._skill != self._before

    def set_skill(self, skill: Skill | None) -> None:
        """Show a skill; the same one with changes that are not saved stays as it is."""
        if skill == self._before or (
            skill is not None and self.unsaved and skill.name == (self._before or skill).name
        ):
            return
        self._before, self._skill, self._was = skill, skill, []
        self.setEnabled(skill is not None)
        self._tell("", Tone.QUIET)
        self._show()

    # Changes.

    def _put(self, skill: Skill) -> None:
        """What the skill is from now on; what it was can be gone back to."""
        if self._skill is None or skill == self._skill:
            return
        self._was.append(self._skill)
        self._skill = skill
        self._tell("", Tone.QUIET)
        self._show()

    def _change(self, change: Change) -> None:
        assert self._skill is not None
        try:
            self._put(change(self._skill))
        except CannotRevise as failure:
            self._tell(f"{str(failure)[:1].upper()}{str(failure)[1:]}.", Tone.BAD)
            self.parameters.set_skill(self._skill, again=True)

    def _named(self) -> None:
        skill, name = self._skill, self.name.text().strip()
        if skill is None or name == skill.name:
            return
        if reason := name_fault(name):
            self._tell(f"{reason[:1].upper()}{reason[1:]}.", Tone.BAD)
            self.name.setText(skill.name)
        else:
            self._put(replace(skill, name=name))

    def _described(self) -> None:
        text = " ".join(self.description.toPlainText().split())
        if self._skill is not None and text != self._skill.description:
            if self._was and replace(self._skill, description=text) == self._was[-1]:
                self._skill = self._was.pop()
            elif self._was and replace(self._was[-1], description="") == replace(
                self._skill, description=""
            ):
                self._skill = replace(
                    self._skill, description=text
                )  # one undo for all that is typed
            else:
                self._was.append(self._skill)
                self._skill = replace(self._skill, description=text)
            self._show(but=self.description)

    def _trusted(self) -> None:
        if self._skill is not None:
            self._put(replace(self._skill, trust=self.trust.currentData()))

    def _read(self, skill: Skill | None) -> None:
        """The text was changed: the fields show what it says; while it is wrong they do not."""
        self.kinds.setTabEnabled(0, skill is not None)
        if skill is not None and self._skill is not None and skill != self._skill:
            self._was.append(self._skill)
            self._skill = skill
            self._show(but=self.yaml)
        self._enable(readable=skill is not None)

    def _undo(self) -> None:
        if self.kinds.currentWidget() is self.yaml and self.yaml.text.document().isUndoAvailable():
            self.yaml.text.undo()
        elif self._was:
            self._skill = self._was.pop()
            self._show()

    def _drop(self) -> None:
        before = self._before
        if before is not None and before == self._skill:  # only the text is wrong
            self._show()
        elif before is not None:
            self._put(before)

    def _save(self) -> None:
        before, after = self._before, self._skill
        if before is None or after is None:
            return
        library = self._shell.starter.store

        def write() -> Skill:
            kept = changed(library, before, replace(after, name=before.name))
            return kept if after.name == before.name else renamed(library, kept, after.name)

        self._shell.work.ask("skill-edit", write, self._saved, self._failed)

    def _saved(self, skill: Skill) -> None:
        self._before, self._skill, self._was = skill, skill, []
        self._show()
        told = self.tr("Saved as version %1.").replace("%1", str(skill.version))
        self._tell(told, Tone.GOOD)
        self._shell.skills_changed.emit()

    def _failed(self, failure: DeskhandError) -> None:
        self._tell(str(failure), Tone.BAD)

    # What is shown.

    def _show(self, but: QWidget | None = None) -> None:
        skill = self._skill
        if skill is not None:
            if self.name.text() != skill.name:
                self.name.setText(skill.name)
            if but is not self.description:
                self.description.blockSignals(True)
                self.description.setPlainText(skill.description)
                self.description.blockSignals(False)
            at = self.trust.findData(skill.trust)
            self.trust.setCurrentIndex(at if at >= 0 else 0)
        self.parameters.set_skill(skill)
        if but is not self.yaml:
            try:
                self.yaml.set_text(print_skill(skill) if skill is not None else "")
            except SkillError as failure:  # as without a description
                self._tell(failure.faults[0].reason, Tone.BAD)
                self._enable(readable=False)
                return
        self._enable(readable=True)

    def _enable(self, *, readable: bool) -> None:
        self._readable = readable
        text = self.kinds.currentWidget() is self.yaml
        typed = text and self.yaml.text.document().isUndoAvailable()
        self.undo.setEnabled(typed or bool(self._was))
        self.drop.setEnabled(self.unsaved or not readable)
        self.save.setEnabled(self.unsaved and readable)

    def _tell(self, text: str, tone: Tone) -> None:
        self.told.say(text, tone)
