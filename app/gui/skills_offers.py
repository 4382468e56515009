"""What may be learned if the person says so: skills of what was done often, patches and tips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.errors import DeskhandError
from app.gui.look import EDGE, GAP, Tone
from app.gui.review import ReviewWindow
from app.gui.shell import Shell
from app.gui.skills_told import Told
from app.gui.steps_in_words import in_words
from app.learning import learn
from app.paths import Paths
from app.proposals import Proposal, answer, demonstration, proposals
from app.suggestions import Suggestion, accept, dismiss, suggestions
from skills.generalise import Learned

_OFFER = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that may be learned.

    Attributes:
        of: what it is.
        steps: of a skill, in words.
    """

    of: Proposal | Suggestion
    steps: tuple[str, ...] = ()


def offers(home: Paths) -> list[Offer]:
    """All that waits for the person's word, skills first."""
    found = []
    for each in proposals(home):
        steps = demonstration(each, home).trajectory.steps
        told = tuple(in_words(step.action, step.grounded) for step in steps)
        found.append(Offer(each, told))
    return [*found, *(Offer(each) for each in suggestions(home))]


def drafted(offer: Proposal, shell: Shell) -> Learned:
    """The draft of what was done often.

    Raises:
        CannotLearn: its runs cannot be read any more.
    """
    learned = learn(demonstration(offer, shell.home), shell.starter.store, kind="runs")
    origin = replace(learned.skill.provenance, source=offer.runs)
    return replace(learned, skill=replace(learned.skill, provenance=origin))


class OffersDialog(QDialog):
    """A list, and taking one over or dismissing it.

    Args:
        shell: of the window.
    """

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell = shell
        self.setWindowTitle(self.tr("What may be learned"))
        self.resize(620, 460)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Offers"))
        self.list.setWordWrap(True)
        self.list.setSpacing(GAP // 2)
        self.take = QPushButton(self.tr("&Accept"))
        self.away = QPushButton(self.tr("&Dismiss"))
        self.shut = QPushButton(self.tr("&Close"))
        self.told = Told()
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(self.told, 1)
        for button in (self.away, self.take, self.shut):
            button.setAutoDefault(False)  # Enter answers nothing
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        column.setSpacing(GAP)
        column.addWidget(self.list, 1)
        column.addLayout(row)
        self.list.currentRowChanged.connect(lambda _: self._enable())
        self.take.clicked.connect(self._take)
        self.away.clicked.connect(self._dismiss)
        self.shut.clicked.connect(self.reject)
        self._enable()
        self._read()

    def _read(self) -> None:
        home = self._shell.home
        self._shell.work.ask("offers", lambda: offers(home), self._show, self._failed)

    def _show(self, found: Sequence[Offer]) -> None:
        self.list.clear()
        for each in found:
            item = QListWidgetItem(self._words(each))
            item.setData(_OFFER, each)
            self.list.addItem(item)
        if found:
            self.list.setCurrentRow(0)
        elif not self.told.text():
            self._tell(self.tr("Nothing waits for your word."), Tone.QUIET)
        self._enable()

    def _words(self, offer: Offer) -> str:
        of = offer.of
        if isinstance(of, Proposal):
            head = self.tr("A skill: done %1 times, as in “%2”")
            head = head.replace("%1", str(len(of.runs))).replace("%2", of.tasks[0])
            return "\n".join((head, *(f"   {step}" for step in offer.steps)))
        kinds = {"tip": self.tr("A tip for %1: %2"), "patch": self.tr("A change of %1: %2")}
        head = kinds[of.kind].replace("%1", of.about).replace("%2", of.told)
        return "\n".join((head, *(f"   {line}" for line in of.lines)))

    def _chosen(self) -> Offer | None:
        item = self.list.currentItem()
        found = item.data(_OFFER) if item is not None else None
        return found if isinstance(found, Offer) else None

    def _take(self) -> None:
        offer, shell = self._chosen(), self._shell
        if offer is None:
            return
        of = offer.of
        if isinstance(of, Proposal):
            shell.work.ask(
                "offer",
                lambda: drafted(of, shell),
                lambda made: self._review(of, made),
                self._failed,
            )
        else:
            shell.work.ask("offer", lambda: accept(of, shell.home), self._answered, self._failed)

    def _review(self, offer: Proposal, learned: Learned) -> None:
        review = ReviewWindow(self._shell, learned, parent=self._shell.window)
        shell = self._shell

        def saved() -> None:
            shell.work.ask(
                "offer", lambda: answer(offer, "saved", shell.home), lambda _: None, lambda _: None
            )

        review.saved.connect(saved)
        review.show()
        self.accept()

    def _dismiss(self) -> None:
        offer, home = self._chosen(), self._shell.home
        if offer is None:
            return
        of, gone = offer.of, self.tr("It is dismissed.")

        def away() -> str:
            if isinstance(of, Proposal):
                answer(of, "dismissed", home)
            else:
                dismiss(of, home)
            return gone

        self._shell.work.ask("offer", away, self._answered, self._failed)

    def _answered(self, told: str) -> None:
        self._tell(told, Tone.GOOD)
        self._shell.skills_changed.emit()
        self._read()

    def _failed(self, failure: DeskhandError) -> None:
        self._tell(str(failure), Tone.BAD)

    def _enable(self) -> None:
        chosen = self.list.currentItem() is not None
        self.take.setEnabled(chosen)
        self.away.setEnabled(chosen)

    def _tell(self, text: str, tone: Tone) -> None:
        self.told.say(text, tone)
