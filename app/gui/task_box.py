"""What a person wants done, where, and who decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.errors import DeskhandError
from app.gui.look import GAP
from app.gui.offers import OffersList
from app.gui.shell import Shell
from app.gui.starting import FOLLOWS, SIGNED_IN, Offer, Order
from app.gui.task_values import TaskValues

if TYPE_CHECKING:
    from skills.skill import Skill

_PLACES = ("browser", SIGNED_IN, "sandbox", "desktop")
_PAUSE = 150  # milliseconds without a key after which is looked for what fits


class TaskBox(QWidget):
    """A line for the task, under it where it is done and by whom, and the values of a skill.

    Signals:
        wanted: an `Order`.

    Args:
        shell: of the window.
    """

    wanted = Signal(object)

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell = shell
        self._skill = ""
        self._running = False
        self.task = QLineEdit()
        self.task.setPlaceholderText(self.tr("What should be done?"))
        self.task.setAccessibleName(self.tr("Task"))
        self.task.setClearButtonEnabled(True)
        font = self.task.font()
        font.setPointSizeF(font.pointSizeF() * 1.15)
        self.task.setFont(font)
        self.offers = OffersList(self.task)
        self.offers.setAccessibleName(self.tr("Earlier tasks and skills"))
        self.start = QPushButton(self.tr("&Start"))
        self.place = QComboBox()
        self.address = QLineEdit()
        self.planner = QComboBox()
        self.values = TaskValues()
        self._fill()
        self._lay_out()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self._look)
        self.task.textEdited.connect(self._edited)
        self.task.textChanged.connect(self._changed)
        self.task.returnPressed.connect(self._go)
        self.address.returnPressed.connect(self._go)
        self.start.clicked.connect(self._go)
        self.place.currentIndexChanged.connect(self._placed)
        self.values.dropped.connect(self._drop_skill)
        self.offers.taken.connect(self._take)
        self._changed()
        self._placed()

    def _fill(self) -> None:
        self.place.setAccessibleName(self.tr("Where"))
        for place, name in zip(
            _PLACES,
            (
                self.tr("In a browser"),
                self.tr("In a browser that stays signed in"),
                self.tr("On a private desktop"),
                self.tr("On this desktop"),
            ),
            strict=True,
        ):
            self.place.addItem(name, place)
        before = self.place.findData(QSettings().value("task/place", "browser"))
        self.place.setCurrentIndex(max(before, 0))
        self.address.setPlaceholderText(self.tr("Address to begin with"))
        self.address.setAccessibleName(self.tr("Address"))
        self.planner.setAccessibleName(self.tr("Model"))
        for box in (self.place, self.planner):
            box.view().setAccessibleName(box.accessibleName())
        self.planner.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(GAP)
        first.addWidget(self.task, 1)
        first.addWidget(self.start)
        second = QHBoxLayout()
        second.setSpacing(GAP)
        for name, field in (
            (self.tr("&Where"), self.place),
            (self.tr("&Address"), self.address),
            (self.tr("&Model"), self.planner),
        ):
            label = QLabel(name)
            label.setBuddy(field)
            second.addWidget(label)
            second.addWidget(field, 1 if field is self.address else 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addLayout(first)
        column.addWidget(self.values)
        column.addLayout(second)

    # What is set from outside.

    def set_planners(self, planners: Sequence[str], chosen: str) -> None:
        """Who may decide."""
        now = self.planner.currentData() or chosen
        self.planner.clear()
        for name in planners:
            shown = self.tr("None: built in") if name == "builtin" else name
            self.planner.addItem(shown, name)
        self.planner.setCurrentIndex(max(self.planner.findData(now), 0))

    def set_running(self, running: bool) -> None:
        """While a run goes on, the next task waits its turn."""
        self._running = running
        self.start.setText(self.tr("&Queue") if running else self.tr("&Start"))
        self.start.setToolTip(self.tr("It is done after what goes on now") if running else "")

    def set_follows(self, possible: bool) -> None:
        """Whether the next task can go on where the last one ended."""
        at = self.place.findData(FOLLOWS)
        if possible and at < 0:
            self.place.insertItem(0, self.tr("Where the last task ended"), FOLLOWS)
        elif not possible and at >= 0:
            chosen = self.place.currentData() == FOLLOWS
            self.place.removeItem(at)
            if chosen:
                self.place.setCurrentIndex(self.place.findData("browser"))

    def order(self, task: str, skill: str = "", values: Mapping[str, str] | None = None) -> Order:
        """An order for something, in the place and with the model that are chosen."""
        return Order(
            task=task,
            place=self.place.currentData(),
            address=self.address.text().strip() if self.address.isEnabled() else "",
            planner=self.planner.currentData() or "builtin",
            skill=skill,
            values=values or {},
        )

    # What is typed and chosen.

    def _placed(self) -> None:
        place = self.place.currentData()
        self.address.setEnabled(place != FOLLOWS)
        if place in _PLACES:
            QSettings().setValue("task/place", place)

    def _edited(self) -> None:
        self._drop_skill()
        self._pause.start()

    def _changed(self) -> None:
        self.start.setEnabled(bool(self.task.text().strip()))

    def _look(self) -> None:
        """Look for what fits what has been typed."""
        text, starter = self.task.text(), self._shell.starter
        self._shell.work.ask("offers", lambda: starter.offers(text), self._offer, _unheard)

    def _offer(self, offers: Sequence[Offer]) -> None:
        skill = self.tr("Skill: %1")
        self.offers.offer(
            [
                (skill.replace("%1", f"{each.skill}  ·  {each.text}"), each)
                if each.skill
                else (each.text, each)
                for each in offers
            ]
        )

    def _take(self, offer: Offer) -> None:
        if offer.skill:
            self.choose(offer.skill)
        else:
            self.task.setText(offer.text)

    def choose(self, skill: str) -> None:
        """Take a skill, and ask for its values."""
        starter = self._shell.starter
        self._shell.work.ask("skill", lambda: starter.skill(skill), self._chosen, _unheard)

    def _chosen(self, skill: Skill) -> None:
        self._skill = skill.name
        self.task.setText(skill.description or skill.name)
        self.values.show_skill(skill)

    def _drop_skill(self) -> None:
        self._skill = ""
        self.values.show_skill(None)

    def _go(self) -> None:
        text = self.task.text().strip()
        if not text or not self.start.isEnabled():
            return
        self.offers.hide()
        self._pause.stop()
        self.wanted.emit(self.order(text, self._skill, self.values.given))
        if self._running:
            self.task.clear()
            self._drop_skill()


def _unheard(_failure: DeskhandError) -> None:
    """Nothing is offered then."""
