"""Keys of models: set, replaced and deleted here, kept in the system's keyring, never shown."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.errors import DeskhandError
from app.gui.bridge import Background
from app.gui.look import EDGE, GAP, Tone, colour
from app.gui.settings_form import heading, paragraph
from app.gui.tables import FactsTable
from app.models.keys import Keys, all_keys, checked_key, full_name
from app.paths import Paths
from app.safety.vault import Vault

_KEYRING = "keyring"
_PATIENCE = 5.0  # seconds for the keyring
_MAKERS = ("openai", "anthropic", "google")


class KeyDialog(QDialog):
    """Asks for a key; what is typed is not shown.

    Signals:
        wanted: the name and the key; the dialog stays until it is kept.
    """

    wanted = Signal(str, str)

    def __init__(self, names: tuple[str, ...], name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Set a key"))
        self.setMinimumWidth(460)
        self.name = QComboBox()
        self.name.setEditable(True)
        self.name.addItems(list(dict.fromkeys((*names, *_MAKERS))))
        self.name.setCurrentText(name or _MAKERS[0])
        self.secret = QLineEdit()
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        form = QFormLayout()
        form.setSpacing(GAP)
        form.addRow(self.tr("&For:"), self.name)
        form.addRow(self.tr("&Key:"), self.secret)
        buttons = QDialogButtonBox()
        self.keep = buttons.addButton(self.tr("&Set"), QDialogButtonBox.ButtonRole.ApplyRole)
        self.keep.setEnabled(False)
        buttons.addButton(self.tr("&Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        column.setSpacing(GAP)
        column.addLayout(form)
        column.addWidget(self.told)
        column.addWidget(buttons)
        self.keep.setDefault(True)  # a dialog heeds it only of a button that is in it
        self.secret.textChanged.connect(lambda text: self.keep.setEnabled(bool(text.strip())))
        self.keep.clicked.connect(
            lambda: self.wanted.emit(self.name.currentText().strip(), self.secret.text())
        )
        buttons.rejected.connect(self.reject)
        if name:
            self.secret.setFocus()

    def tell(self, problem: str) -> None:
        """Say why it cannot be kept."""
        self.told.setText(problem)
        palette = self.told.palette()
        palette.setColor(QPalette.ColorRole.WindowText, colour(Tone.BAD))
        self.told.setPalette(palette)


class KeysPart(QWidget):
    """The names of keys, where they come from, and who uses them.

    Signals:
        told: what came of a change, and its tone.
        changed: a key was kept or deleted.
    """

    told = Signal(str, object)
    changed = Signal()

    def __init__(self, home: Paths, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._home = home
        self._keyring = Background(self)  # may wait for a person to unlock it
        self._sources: dict[str, str] = {}
        self.table = FactsTable(
            self.tr("Keys"), (self.tr("Name"), self.tr("Kept in"), self.tr("Used by")), 2
        )
        self.set = QPushButton(self.tr("&Set…"))
        self.delete = QPushButton(self.tr("&Delete…"))
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP)
        buttons.addStretch(1)
        buttons.addWidget(self.delete)
        buttons.addWidget(self.set)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(heading(self.tr("Keys")))
        column.addWidget(
            paragraph(
                self.tr(
                    "Keys are kept in the keyring of this system, or given as environment "
                    "variables. They are never shown, and never written into a file."
                )
            )
        )
        column.addWidget(self.table, 1)
        column.addLayout(buttons)
        self.table.itemSelectionChanged.connect(self._enable)
        self.set.clicked.connect(self._set)
        self.delete.clicked.connect(self._delete)
        self._enable()

    def refresh(self) -> None:
        """Ask the keyring anew."""
        home = self._home
        vault = Vault(patience=_PATIENCE)
        self._keyring.ask("keys", lambda: all_keys(home, vault), self._show, self._failed)

    def end(self) -> None:
        """Nothing is asked any more."""
        self._keyring.close()

    def _show(self, found: Keys) -> None:
        if found.problem:
            self.told.emit(found.problem, Tone.WAITING)
        self._sources = {line.name: line.source for line in found.lines}
        self.table.show_rows(
            [(line.name, self._source(line.source), ", ".join(line.models)) for line in found.lines]
        )
        self._enable()

    def _source(self, source: str) -> str:
        if not source:
            return self.tr("missing")
        if source == _KEYRING:
            return self.tr("keyring")
        return self.tr("variable %1").replace("%1", source)

    def _enable(self) -> None:
        self.delete.setEnabled(self._sources.get(self.table.chosen) == _KEYRING)

    def _set(self) -> None:
        dialog = KeyDialog(tuple(self._sources), self.table.chosen, self)
        dialog.wanted.connect(partial(self._keep, dialog))
        dialog.exec()

    def _keep(self, dialog: KeyDialog, name: str, secret: str) -> None:
        home = self._home

        def keep() -> None:
            Vault(patience=_PATIENCE).keep(full_name(home, name), checked_key(secret))

        def done(_: None) -> None:
            dialog.accept()
            self.told.emit(self.tr("The key is kept in the keyring."), Tone.GOOD)
            self.changed.emit()

        self._keyring.ask("keep", keep, done, lambda failure: dialog.tell(str(failure)))

    def _delete(self) -> None:
        name = self.table.chosen
        asked = QMessageBox.question(
            self,
            self.tr("Delete this key?"),
            self.tr("The key %1 is deleted from the keyring for good.").replace("%1", name),
        )
        if asked == QMessageBox.StandardButton.Yes:
            vault = Vault(patience=_PATIENCE)
            self._keyring.ask("forget", lambda: vault.forget(name), self._gone, self._failed)

    def _gone(self, _: bool) -> None:
        self.told.emit(self.tr("The key is deleted."), Tone.GOOD)
        self.changed.emit()

    def _failed(self, failure: DeskhandError) -> None:
        self.told.emit(str(failure), Tone.BAD)
