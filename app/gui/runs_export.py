"""The dialog that writes runs as training data, as `deskhand runs export` does."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.errors import DeskhandError
from app.gui.bridge import Background
from app.gui.look import EDGE, GAP
from app.paths import Paths
from app.training.export import PARQUET, Exported, export
from app.training.formats import profile_for
from app.training.samples import Kind

_WIDTH = 520


class ExportDialog(QDialog):
    """Asks what is written and where to, writes it, and says what came of it."""

    def __init__(
        self,
        home: Paths,
        work: Background,
        chosen: Sequence[Path],
        shown: Sequence[Path],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._home, self._work = home, work
        self._written = Path()  # where the last export lies
        self.setWindowTitle(self.tr("Export runs"))
        self.setMinimumWidth(_WIDTH)
        self.which = QComboBox()
        if chosen:
            self.which.addItem(self.tr("%n chosen run(s)", "", len(chosen)), list(chosen))
        self.which.addItem(self.tr("All %n run(s) of the list", "", len(shown)), list(shown))
        self.format = QComboBox()
        for title, name in (
            (self.tr("OpenAI chat (JSON Lines)"), "chat"),
            ("ShareGPT", "sharegpt"),
            ("UI-TARS", "ui-tars"),
            ("AgentNet (OpenCUA)", "agentnet"),
            ("Parquet", PARQUET),
        ):
            self.format.addItem(title, name)
        self.kinds = {
            Kind.SUCCESS: QCheckBox(self.tr("Done and verified")),
            Kind.RECOVERED: QCheckBox(self.tr("Done after a step had failed")),
            Kind.FAILURE: QCheckBox(self.tr("Failed")),
            Kind.UNSURE: QCheckBox(self.tr("Not known")),
        }
        for box in self.kinds.values():
            box.setChecked(True)
        self.redact = QCheckBox(self.tr("Take addresses, numbers and names of people out"))
        self.redact.setChecked(True)
        documents = QStandardPaths.StandardLocation.DocumentsLocation
        folder = Path(QStandardPaths.writableLocation(documents)) / "deskhand-export"
        self.folder = QLineEdit(str(folder))
        self.browse = QPushButton(self.tr("&Browse…"))
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setAccessibleName(self.tr("Progress"))
        self.progress.hide()
        self.told = QLabel()
        self.told.setWordWrap(True)
        self._lay_out()
        self.browse.clicked.connect(self._browse)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setSpacing(GAP)
        form.addRow(self.tr("&Runs:"), self.which)
        form.addRow(self.tr("&Format:"), self.format)
        kinds = QVBoxLayout()
        for box in self.kinds.values():
            kinds.addWidget(box)
        form.addRow(self.tr("Which:"), kinds)
        form.addRow(self.tr("Privacy:"), self.redact)
        where = QHBoxLayout()
        where.addWidget(self.folder, 1)
        where.addWidget(self.browse)
        label = QLabel(self.tr("New f&older:"))
        label.setBuddy(self.folder)
        form.addRow(label, where)
        buttons = QDialogButtonBox()
        self.go = buttons.addButton(self.tr("&Export"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.done_ = buttons.addButton(self.tr("&Close"), QDialogButtonBox.ButtonRole.RejectRole)
        # The folder is shown when it is asked for: a file manager would lie over what is told here.
        self.folder_button = QPushButton(self.tr("Open the fo&lder"))
        buttons.addButton(self.folder_button, QDialogButtonBox.ButtonRole.ActionRole)
        self.folder_button.hide()
        self.go.clicked.connect(self._export)
        self.folder_button.clicked.connect(self._open)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        column.setSpacing(GAP)
        column.addLayout(form)
        column.addWidget(self.progress)
        column.addWidget(self.told)
        column.addWidget(buttons)

    def _browse(self) -> None:
        found = QFileDialog.getSaveFileName(
            self,
            self.tr("Name a new folder"),
            self.folder.text(),
            options=QFileDialog.Option.DontConfirmOverwrite,
        )[0]
        if found:
            self.folder.setText(found)

    def _export(self) -> None:
        folders: list[Path] = self.which.currentData()
        target = Path(self.folder.text().strip()).expanduser()
        form: str = self.format.currentData()
        kinds = tuple(kind for kind, box in self.kinds.items() if box.isChecked())
        redacted, profiles = self.redact.isChecked(), self._home.profiles

        def write() -> Exported:
            return export(
                folders,
                target,
                form=form,
                profile=profile_for(form, "", profiles),
                kinds=kinds,
                redacted=redacted,
            )

        self.go.setEnabled(False)
        self.folder_button.hide()
        self.progress.show()
        self.told.setText(self.tr("Writing…"))
        self._work.ask("export", write, lambda done: self._done(done, target), self._failed)

    def _done(self, done: Exported, target: Path) -> None:
        self._ready()
        count = sum(done.counts.values())
        lines = [self.tr("%n run(s) written.", "", count)]
        reasons = dict.fromkeys(done.left_out.values())
        if done.left_out:
            lines.append(
                self.tr("%n run(s) left out: %1", "", len(done.left_out)).replace(
                    "%1", "; ".join(list(reasons)[:3])
                )
            )
        self.told.setText("\n".join(lines))
        if count:
            self._written = target
            self.folder_button.show()

    def _open(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._written)))

    def _failed(self, failure: DeskhandError) -> None:
        self._ready()
        self.told.setText(str(failure))

    def _ready(self) -> None:
        self.progress.hide()
        self.go.setEnabled(True)
