"""The dialog in which a model is set up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.errors import DeskhandError
from app.gui.look import EDGE, GAP, Tone, colour
from app.models.described import known_profiles
from app.paths import Paths

_MAKER, _SERVER, _HERE = "maker", "server", "here"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A model as it was typed.

    Attributes:
        more: further fields of models.yaml.
        secret: its key; goes to the keyring and nowhere else.
    """

    name: str
    model: str
    weights: str = ""
    more: Mapping[str, str] = field(default_factory=dict)
    secret: str = field(default="", repr=False)


class ModelDialog(QDialog):
    """Asks what the model is called, where it runs, and for its key.

    Signals:
        wanted: a `Wanted` that is to be set up; the dialog stays until it is.
    """

    wanted = Signal(object)

    def __init__(self, home: Paths, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Add a model"))
        self.setMinimumWidth(560)
        self.kind = QComboBox()
        for title, kind in (
            (self.tr("At its maker's"), _MAKER),
            (self.tr("At another server"), _SERVER),
            (self.tr("On this machine"), _HERE),
        ):
            self.kind.addItem(title, kind)
        self.model = QLineEdit()
        self.model.setPlaceholderText("gpt-5.4, claude-sonnet-5-5, qwen3-vl-8b …")
        self.name = QLineEdit()
        self.name.setPlaceholderText(self.tr("as the model"))
        self.address = QLineEdit()
        self.address.setPlaceholderText("http://localhost:11434/v1")
        self.weights = QLineEdit()
        self.browse = QPushButton(self.tr("&Browse…"))
        self.profile = QComboBox()
        self.profile.addItem(self.tr("by the model's name"), "")
        try:
            for each in known_profiles(home).values():
                self.profile.addItem(f"{each.name}: {each.title}", each.name)
        except DeskhandError:
            pass  # adding says what is wrong with a profile
        self.secret = QLineEdit()
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.secret.setPlaceholderText(self.tr("kept in the keyring; empty: none, or kept already"))
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self._lay_out()
        self.kind.currentIndexChanged.connect(self._changed)
        self.model.textChanged.connect(self._changed)
        self.browse.clicked.connect(self._browse)
        self._changed()

    def _lay_out(self) -> None:
        self._form = QFormLayout()
        self._form.setSpacing(GAP)
        self._folder = QWidget()
        folder = QHBoxLayout(self._folder)
        folder.setContentsMargins(0, 0, 0, 0)
        folder.addWidget(self.weights, 1)
        folder.addWidget(self.browse)
        self.weights.setAccessibleName(self.tr("Folder of the weights"))
        for title, row in (
            (self.tr("&Where it runs:"), self.kind),
            (self.tr("&Model:"), self.model),
            (self.tr("Ca&lled here:"), self.name),
            (self.tr("A&ddress:"), self.address),
            (self.tr("&Folder of the weights:"), self._folder),
            (self.tr("&Profile:"), self.profile),
            (self.tr("&Key:"), self.secret),
        ):
            self._form.addRow(title, row)
        self.buttons = QDialogButtonBox()
        self.keep = self.buttons.addButton(self.tr("&Add"), QDialogButtonBox.ButtonRole.ApplyRole)
        self.buttons.addButton(self.tr("&Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.keep.clicked.connect(lambda: self.wanted.emit(self._wanted()))
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        column.setSpacing(GAP)
        column.addLayout(self._form)
        column.addWidget(self.told)
        column.addWidget(self.buttons)
        self.keep.setDefault(True)  # a dialog heeds it only of a button that is in it

    def _changed(self) -> None:
        kind = self.kind.currentData()
        self._form.setRowVisible(self.address, kind == _SERVER)
        self._form.setRowVisible(self._folder, kind == _HERE)
        self._form.setRowVisible(self.secret, kind != _HERE)
        self.keep.setEnabled(bool(self.model.text().strip()))

    def _browse(self) -> None:
        found = QFileDialog.getExistingDirectory(self, self.tr("Folder of the weights"))
        if found:
            self.weights.setText(found)

    def _wanted(self) -> Wanted:
        kind, model = self.kind.currentData(), self.model.text().strip()
        more = {"profile": self.profile.currentData()}
        weights = self.weights.text().strip() if kind == _HERE else ""
        if kind == _SERVER:
            more["address"] = self.address.text().strip()
        elif kind == _HERE and not weights:
            more["address"] = "local"
        name = self.name.text().strip() or model.rpartition("/")[2].replace(":", "-")
        if kind == _SERVER and self.secret.text().strip():
            more["key"] = f"models/{name}"  # a maker's key is not for other servers
        return Wanted(name=name, model=model, weights=weights, more=more, secret=self.secret.text())

    def tell(self, problem: str) -> None:
        """Say why it cannot be set up."""
        self.told.setText(problem)
        palette = self.told.palette()
        palette.setColor(QPalette.ColorRole.WindowText, colour(Tone.BAD))
        self.told.setPalette(palette)
