"""A skill as people read it: its steps with pictures, what it takes, touches and claims."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.errors import DeskhandError
from app.gui.look import EDGE, GAP
from app.gui.shell import Shell
from app.gui.skills_picture import Picture
from app.gui.skills_steps import StepsModel, StepsView, before_of, conditions_of, plain
from perception.predicate import described
from skills.check import pictures
from skills.skill import Node, Skill, Step, nodes
from skills.store import Store

_MOST = 200  # steps of which pictures are shown


class SkillView(QWidget):
    """Steps at the left; at the right what one of them acts on, and what the skill needs.

    Args:
        shell: of the window.
    """

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell = shell
        self._skill: Skill | None = None
        self.steps = StepsModel(self)
        self.list = StepsView(self.steps)
        self.picture = Picture(self.tr("What the step acts on"))
        self.about_step = self._label(self.tr("About the step"))
        self.about_skill = self._label(self.tr("About the skill"))
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(GAP, 0, GAP, 0)
        column.setSpacing(GAP)
        column.addWidget(self.picture)
        column.addWidget(self.about_step)
        rule = QFrame()
        rule.setFrameShape(QFrame.Shape.HLine)
        rule.setEnabled(False)
        column.addWidget(rule)
        column.addWidget(self.about_skill)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setAccessibleName(self.tr("Details"))
        both = QSplitter(Qt.Orientation.Horizontal)
        both.setChildrenCollapsible(False)
        both.addWidget(self.list)
        both.addWidget(area)
        both.setStretchFactor(0, 3)
        both.setStretchFactor(1, 2)
        page = QVBoxLayout(self)
        page.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        page.addWidget(both)
        self.list.step_chosen.connect(self._chosen)

    def _label(self, name: str) -> QLabel:
        label = QLabel()
        label.setAccessibleDescription(name)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        return label

    def set_skill(self, skill: Skill | None, problem: str = "") -> None:
        """Show a skill, or what is wrong with it."""
        if skill is not None and skill == self._skill:
            return
        self._skill = skill
        self.steps.set_pictures({})
        self.steps.set_skill(skill)
        self.about_skill.setText(self._told(skill) if skill is not None else problem)
        if skill is None:
            return
        self.list.setCurrentIndex(self.steps.index(0))
        library = self._shell.starter.store
        self._shell.work.ask(
            "skill-pictures",
            lambda: pictures_of(library, skill),
            self._took_pictures,
            self._no_pictures,
        )

    def _took_pictures(self, found: dict[str, bytes]) -> None:
        self.steps.set_pictures(found)
        self.list.scheduleDelayedItemsLayout()
        self._chosen(self.list.chosen)

    def _no_pictures(self, _failure: DeskhandError) -> None:
        """The words are enough."""

    def _chosen(self, step: str) -> None:
        skill = self._skill
        found = [each for each in nodes(skill.steps) if each.id == step] if skill else []
        image: QImage | None = self.steps.picture(step)
        self.picture.setVisible(bool(found) and image is not None)
        self.picture.show_image(image, "")
        self.about_step.setText(self._of_step(found[0]) if found else "")

    def _of_step(self, node: Node) -> str:
        parts = []
        if before := before_of(node):
            parts.append(self.tr("Only if:") + _list(before))
        if after := conditions_of(node):
            parts.append(self.tr("Afterwards:") + _list(after))
        if isinstance(node, Step) and node.timeout > 10:
            waits = self.tr("It is waited for, up to %1 seconds.")
            parts.append(waits.replace("%1", f"{node.timeout:g}"))
        return "\n\n".join(parts) or self.tr("Nothing is checked after this step.")

    def _told(self, skill: Skill) -> str:
        mine, parts = skill.capabilities, []
        takes = [
            f"{each.name} ({each.type})" + (f": {each.description}" if each.description else "")
            for each in skill.parameters
        ]
        for title, lines in (
            (self.tr("It takes:"), takes),
            (self.tr("It touches:"), [*mine.apps, *mine.origins, *mine.files]),
            (
                self.tr("When it is done:"),
                [plain(described(each.predicate)) for each in skill.done],
            ),
        ):
            if lines:
                parts.append(title + _list(lines))
        return "\n\n".join(parts)


def pictures_of(library: Store, skill: Skill) -> dict[str, bytes]:
    """What the steps acted on when they were shown, else the pictures of their anchors."""
    found: dict[str, bytes] = {}
    for node in list(nodes(skill.steps))[:_MOST]:
        try:
            shown = library.shown(skill.name, node.id)
            if shown is not None:
                found[node.id] = shown.read_bytes()
            elif isinstance(node, Step) and (ways := pictures_in(skill, node)):
                found[node.id] = (library.folder(skill.name) / ways[0]).read_bytes()
        except (KeyError, OSError):
            continue  # it was deleted meanwhile
    return found


def pictures_in(skill: Skill, step: Step) -> tuple[str, ...]:
    """The pictures that the anchors of one step speak of."""
    return pictures(replace(skill, steps=(step,)))


def _list(lines: list[str]) -> str:
    return "".join(f"\n  • {line}" for line in lines)
