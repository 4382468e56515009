"""The form of the environment contract as a Qt window; see tests/contracts/conftest.py."""

import sys

from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

app = QApplication(sys.argv)
area = QScrollArea()
area.setWindowTitle("Form")
inside = QWidget()
column = QVBoxLayout(inside)
status = QLabel("")


def labelled(text, field):
    label = QLabel(text)
    label.setBuddy(field)
    column.addWidget(label)
    column.addWidget(field)
    return field


def button(text, press=None):
    made = QPushButton(text)
    if press is not None:
        made.clicked.connect(press)
    column.addWidget(made)
    return made


def save():
    name.clear()
    status.setText("Saved")


def ask():
    buttons = QMessageBox.StandardButton.Ok | QMessageBox.StandardButton.Cancel
    answer = QMessageBox.question(area, "Form", "Sure?", buttons)
    status.setText("Yes" if answer == QMessageBox.StandardButton.Ok else "No")


def remove():
    victim.setParent(None)


column.addWidget(QLabel("Form"))
name = labelled("Name", QLineEdit())
colour = labelled("Colour", QComboBox())
colour.addItems(["Red", "Green", "Blue"])
column.addWidget(QCheckBox("News"))
button("Save", save)
button("Remove", remove)
victim = button("Victim")
button("Off").setEnabled(False)
button("Ask", ask)
column.addWidget(QLabel("Stored:"))
column.addWidget(status)
for number in range(150):
    column.addWidget(QLabel(f"Row {number}"))
button("Last", lambda: status.setText("Deep"))
area.setWidget(inside)
area.setWidgetResizable(True)
area.resize(500, 640)
area.show()
area.activateWindow()
app.exec()
