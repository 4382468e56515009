"""Asks what is shown, where, and what may be recorded; or takes up an earlier recording."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app.errors import DeskhandError
from app.gui.look import EDGE, GAP, Tone
from app.gui.shell import Shell
from app.gui.skills_told import Told
from app.recording.folder import read_recording
from app.recording.programs import programs_here
from app.recording.recorder import Recorder
from app.runs.folders import run_folders
from app.where import Where
from perception.geometry import Size

_MOST = 30  # earlier recordings
_BESIDE, _ABOVE = 80, 220  # device-independent pixels of the screen that a browser leaves free
_LEAST = 400
_PROGRAMS_HIGH = 130  # device-independent pixels


@dataclass(frozen=True, slots=True)
class Earlier:
    """A recording that is there."""

    folder: Path
    task: str
    when: float


def earlier(recordings: Path) -> list[Earlier]:
    """The recordings that can be read, the newest first."""
    found: list[Earlier] = []
    for folder in run_folders(recordings):
        try:
            began = read_recording(folder).began
        except DeskhandError:
            continue
        found.append(Earlier(folder, began.task.text, folder.stat().st_mtime))
        if len(found) == _MOST:
            break
    return found


class _Programs(QScrollArea):
    """The programs that have a window, to be ticked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._boxes: dict[str, QCheckBox] = {}
        self.setWidgetResizable(True)
        self.setMaximumHeight(_PROGRAMS_HIGH)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.show_programs({})

    def show_programs(self, programs: Mapping[str, str]) -> None:
        """Show these: names to titles. What was ticked stays so."""
        ticked = set(self.ticked())
        inside = QWidget()
        column = QVBoxLayout(inside)
        self._boxes = {}
        for name, title in sorted(programs.items(), key=lambda each: each[1].casefold()):
            box = QCheckBox(f"{title} ({name})" if title else name)
            box.setChecked(name in ticked)
            column.addWidget(box)
            self._boxes[name] = box
        if not programs:
            column.addWidget(Told(self.tr("No program has a window.")))
        column.addStretch(1)
        self.setWidget(inside)

    def ticked(self) -> tuple[str, ...]:
        """The names of those that are ticked."""
        return tuple(name for name, box in self._boxes.items() if box.isChecked())


class RecordDialog(QDialog):
    """What is shown, where, and what may be recorded.

    Attributes:
        recorder: what was asked for, when the dialog was accepted; None for an earlier recording.
        chosen: the folder of an earlier recording; None for a new one.
    """

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell = shell
        self.recorder: Recorder | None = None
        self.chosen: Path | None = None
        self.setWindowTitle(self.tr("Show it once"))
        self.setMinimumWidth(520)
        self.task = QLineEdit()
        self.task.setPlaceholderText(self.tr("such as: Change the phone of Ada to 1234"))
        self.place = QComboBox()
        for place, name in (
            ("browser", self.tr("In a browser window")),
            ("sandbox", self.tr("On a private desktop, in a window")),
            ("desktop", self.tr("On this desktop")),
        ):
            self.place.addItem(name, place)
        self.address = QLineEdit()
        self.address.setPlaceholderText(self.tr("shop.example"))
        self.program = QLineEdit()
        self.program.setPlaceholderText(self.tr("a program or a file to begin with"))
        self.allow = QLineEdit()
        self.programs = _Programs()
        self.rule = Told()
        self.told = Told()
        self.before = QComboBox()
        self.kinds = QTabWidget()
        self.kinds.setDocumentMode(True)
        self.kinds.setAccessibleName(self.tr("New or earlier"))
        self.go = QPushButton(self.tr("&Begin"))
        self._lay_out()
        self.place.currentIndexChanged.connect(lambda _: self._placed())
        self.kinds.currentChanged.connect(lambda _: self._enable())
        self.task.textChanged.connect(lambda _: self._enable())
        self.go.clicked.connect(self._go)
        self._placed()
        recordings = shell.home.recordings
        shell.work.ask("recordings", lambda: earlier(recordings), self._show, lambda _: None)
        self.task.setFocus()

    def _lay_out(self) -> None:
        new = QWidget()
        self._form = QFormLayout(new)
        self._form.setSpacing(GAP)
        for name, field in (
            (self.tr("&What do you show?"), self.task),
            (self.tr("W&here?"), self.place),
            (self.tr("&Address"), self.address),
            (self.tr("&Program"), self.program),
            (self.tr("&Record"), self.programs),
            (self.tr("Al&so record"), self.allow),
        ):
            label = QLabel(name)
            label.setBuddy(field)
            field.setAccessibleName(name.replace("&", ""))
            self._form.addRow(label, field)
        self._form.addRow(self.rule)
        old = QWidget()
        form = QFormLayout(old)
        form.setSpacing(GAP)
        label = QLabel(self.tr("&Recording"))
        label.setBuddy(self.before)
        self.before.setAccessibleName(self.tr("Recording"))
        form.addRow(label, self.before)
        self.kinds.addTab(new, self.tr("Show something"))
        self.kinds.addTab(old, self.tr("An earlier recording"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.addButton(self.go, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        column.setSpacing(GAP)
        column.addWidget(self.kinds)
        column.addWidget(self.told)
        column.addWidget(buttons)
        self.go.setDefault(True)  # a dialog heeds it only of a button that is in it

    def _placed(self) -> None:
        place = self.place.currentData()
        browser = place == "browser"
        self._form.setRowVisible(self.address, browser)
        self._form.setRowVisible(self.program, not browser)
        self._form.setRowVisible(self.programs, place == "desktop")
        if place == "desktop":
            self._shell.work.ask(
                "programs", programs_here, self.programs.show_programs, lambda _: None
            )
        self.allow.setPlaceholderText(
            self.tr("other sites, separated by spaces")
            if browser
            else self.tr("other programs, separated by spaces")
        )
        words = {
            "browser": self.tr("Only pages of the site that you begin with, and those named here."),
            "sandbox": self.tr(
                "Everything in it: nothing of yours is there but what you put there."
            ),
            "desktop": self.tr(
                "Only the programs that you tick or name; of all others only that something was "
                "done."
            ),
        }
        never = self.tr("What is typed into password fields is never recorded.")
        self.task.setToolTip(self.tr("In words, with the values that you use."))
        self.rule.setText(f"{words[place]} {never}")
        self._enable()

    def _show(self, found: Sequence[Earlier]) -> None:
        for each in found:
            when = time.strftime("%Y-%m-%d %H:%M", time.localtime(each.when))
            self.before.addItem(f"{when}  {each.task}", str(each.folder))
        self.kinds.setTabEnabled(1, bool(found))
        self._enable()

    def _enable(self) -> None:
        new = self.kinds.currentIndex() == 0
        self.go.setEnabled(bool(self.task.text().strip()) if new else self.before.count() > 0)

    def _go(self) -> None:
        if self.kinds.currentIndex() == 1:
            self.chosen = Path(str(self.before.currentData()))
            self.accept()
            return
        place = str(self.place.currentData())
        browser = place == "browser"
        where = Where(
            environment=place,
            url=self.address.text().strip() if browser else "",
            opens="" if browser else self.program.text().strip(),
            headless=False,
            show=place == "sandbox",
            screen=self._fitting() if browser else None,
        )
        try:
            ticked = self.programs.ticked() if place == "desktop" else ()
            allow = (*ticked, *self.allow.text().split())
            self.recorder = Recorder(self.task.text(), where, allow, self._shell.home)
        except DeskhandError as failure:
            self.told.say(self._words(str(failure)), Tone.BAD)
            return
        self.accept()

    def _fitting(self) -> Size:
        """A size of the page that leaves the bar in sight.

        Some window managers put a window that covers the whole screen above all others.
        """
        room = self.screen().availableGeometry()
        wide, high = (room.width() - _BESIDE, room.height() - _ABOVE)
        return Size(min(max(wide, _LEAST), 1280), min(max(high, _LEAST), 800))

    def _words(self, told: str) -> str:
        """What is missing, in the words of this dialog where those speak of options."""
        if "--" in told:
            browser = self.place.currentData() == "browser"
            return (
                self.tr("Say which site may be recorded: its address.")
                if browser
                else self.tr("Say which programs may be recorded.")
            )
        return told
