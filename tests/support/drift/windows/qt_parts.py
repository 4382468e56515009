"""Parts in a store, as a Qt window: one is chosen in a list and its amount is booked.

    qt_parts.py STATE.json

The file holds {"look": …, "words": …, "records": […], "extra": []}, and is written when something
was done.
"""

import json
import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QApplication,
    QGroupBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

path = Path(sys.argv[1])
state = json.loads(path.read_text("utf-8"))
look, words = state["look"], state["words"]
STYLES = {
    "dark": "* { background: #202226; color: #dde; }",
    "dense": "* { font-size: 8pt; }",
    "large": "* { font-size: 18pt; }",
    "airy": "QPushButton { padding: 12px; border-radius: 10px; border: 2px solid #a52; }",
}


def word(text):
    return words.get(text, text)


def keep():
    part = path.with_suffix(".part")
    part.write_text(json.dumps(state), "utf-8")
    part.replace(path)


app = QApplication(sys.argv)
app.setStyleSheet(STYLES.get(look["style"], ""))
window = QWidget()
window.setWindowTitle(word("Parts"))
column = QVBoxLayout(window)
if look["wrapped"]:
    box = QGroupBox("All")
    column.addWidget(box)
    column = QVBoxLayout(box)
names = QListWidget()
names.setAccessibleName(word("Stock"))
chosen = QLineEdit()
chosen.setReadOnly(True)
amount = QLineEdit()
book = QPushButton(word("Book entry"))
told = QLabel("")
shown = list(state["records"])


def draw():
    names.clear()
    for record in shown:
        names.addItem(record["part"])


def choose():
    at = names.currentRow()
    chosen.setText(shown[at]["part"] if at >= 0 else "")


def enter():
    at = names.currentRow()
    if at < 0:
        return
    shown[at]["amount"] = amount.text()
    keep()
    told.setText(f"Booked {shown[at]['part']}: {amount.text()}")


def twin():
    state["extra"].append("twin")
    keep()


def again():
    shown.reverse()
    draw()


names.currentRowChanged.connect(choose)
book.clicked.connect(enter)
fields = []
for text, field in (("Part", chosen), ("Amount", amount)):
    label = QLabel(word(text))
    label.setBuddy(field)
    fields.append((label, field))
if look["column"]:
    extra = QLineEdit()
    label = QLabel("Region")
    label.setBuddy(extra)
    fields.insert(1, (label, extra))
if look["fields"] == "reversed":
    fields.reverse()
if look["buttons"] == "above" or look["actions"] == "first":
    column.addWidget(book)
column.addWidget(names)
for label, field in fields:
    column.addWidget(label)
    column.addWidget(field)
if look["buttons"] != "above" and look["actions"] != "first":
    column.addWidget(book)
column.addWidget(told)
if look["notice"] == "bar":
    column.addWidget(QLabel("We have new terms."))
if look["twin"]:
    box = QGroupBox("Newsletter")
    inside = QVBoxLayout(box)
    name = word("Book entry") if look["twin"] == "same" else word("Book entry") + " as template"
    other = QPushButton(name)
    other.clicked.connect(twin)
    inside.addWidget(other)
    column.addWidget(box)
if look["disabled"]:
    book.setEnabled(False)
if look["disabled"] == "at first":
    QTimer.singleShot(1500, lambda: book.setEnabled(True))
if look["slow"]:
    QTimer.singleShot(int(look["slow"] * 2000), draw)
else:
    draw()
if look["late"]:
    QTimer.singleShot(int(look["late"] * 1000), again)
window.resize(560, 620)
window.show()
window.activateWindow()
if look["notice"] in ("layer", "alert"):
    box = QMessageBox(window)
    box.setText("How do you like it?")
    box.open()
app.exec()
