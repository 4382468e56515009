"""The windows with which a skill is taught, reviewed, and taken in."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

from PySide6.QtWidgets import QMenu, QWidget
from sample_skills import CONTACT
from window_states import a_step, pump

from app.gui.main_window import MainWindow
from app.gui.record_bar import RecordBar
from app.gui.record_start import RecordDialog
from app.gui.review import ReviewWindow
from app.gui.review_try import TryDialog
from app.gui.skills_import import ImportSheet
from app.gui.skills_offers import Offer, OffersDialog
from app.recording.recorder import Now
from app.suggestions import Suggestion
from skills.generalise import Learned
from skills.imports import Draft
from skills.load import parse
from skills.sign import Signature

Screens = Iterator[tuple[str, QWidget]]
_NOTES = ("The pause of 12 s before step 3 was left out.",)


def teaching(window: MainWindow) -> Screens:
    """From the wish to show something to the skill, and skills that come from elsewhere."""
    yield from _asked(window)
    yield from _recorded()
    yield from _reviewed(window)
    yield from _taken_in(window)
    yield from _offered(window)
    for at, menu in enumerate(window.menuBar().findChildren(QMenu)):
        menu.popup(window.mapToGlobal(window.menuBar().rect().bottomLeft()))
        pump(seconds=0.1)
        yield f"menu-{at}", menu
        menu.close()


def _asked(window: MainWindow) -> Screens:
    dialog = RecordDialog(window.shell, window)
    dialog.show()
    for at in range(dialog.place.count()):
        dialog.place.setCurrentIndex(at)
        if at == dialog.place.count() - 1:
            programs = {"mousepad": "Untitled 1 – Mousepad", "soffice": "accounts.ods"}
            dialog.programs.show_programs(programs)
        pump()
        yield f"record-{at}", dialog
    dialog.close()


def _recorded() -> Screens:
    steps = ("Open https://shop.example/new", "Type “Ada Lovelace” into textbox “Full name”")
    now = Now(state="recording", steps=steps, since=time.monotonic() - 83)
    recorder = cast("Any", SimpleNamespace(now=now, mark=lambda *_: None))
    bar = RecordBar(recorder)
    bar.place()
    bar.show()
    pump()
    yield "bar", bar
    bar.parameter.click()
    pump()
    yield "bar-parameter", bar
    bar.unnamed.click()
    bar.pause.click()
    recorder.now = replace(now, state="paused")
    pump(seconds=0.5)
    yield "bar-paused", bar
    bar.blockSignals(True)
    bar.close()


def learned() -> Learned:
    """A draft with all that a review can ask about."""
    skill = parse(CONTACT)
    guessed = {
        "full_name": "“Ada Lovelace” was named in the task, and typed into “Name”.",
        "people": "The same was done 3 times, with other values each time.",
    }
    parameters = tuple(
        replace(each, review=guessed.get(each.name, "")) for each in skill.parameters
    )
    return Learned(
        skill=replace(skill, parameters=parameters, trust="draft"),
        notes=_NOTES,
        shown={"s1": a_step(0), "s2": a_step(1)},
    )


def _reviewed(window: MainWindow) -> Screens:
    made = learned()
    review = ReviewWindow(window.shell, made, again=lambda _loops: made, parent=window)
    review.show()
    pump(seconds=0.6)
    yield "review", review
    while review.guesses.open:
        review.guesses.yes.click()
        pump(seconds=0.05)
    for step in ("s2", "c1", "s6"):
        review.list.choose(step)
        pump()
        yield f"review-{step}", review
    trial = TryDialog(window.shell, review._draft(), "browser", review)
    trial.show()
    pump()
    yield "review-try", trial
    trial.close()
    review._settled = True
    review.close()


def _taken_in(window: MainWindow) -> Screens:
    skill = replace(parse(CONTACT), trust="imported")
    signatures = (
        None,
        Signature("none"),
        Signature("good", "3f9a0c11d2e4b587"),
        Signature("broken"),
    )
    for signature in signatures:
        word = signature.word if signature is not None else "other"
        sheet = ImportSheet(
            Draft(skill, _NOTES, {}, signature), there=word == "good", parent=window
        )
        sheet.show()
        pump()
        yield f"sheet-{word}", sheet
        sheet.close()


def _offered(window: MainWindow) -> Screens:
    dialog = OffersDialog(window.shell, window)
    dialog.show()
    pump(seconds=0.6)
    yield "offers-none", dialog
    lines = ('- name: button "Save"', '+ name: button "Save contact"')
    told = "Step 6 aims at “Save contact” now."
    dialog.told.clear()
    dialog._show(
        [
            Offer(
                Suggestion(id="a", kind="patch", about="shop-new-contact", told=told, lines=lines)
            ),
            Offer(Suggestion(id="b", kind="tip", about="shop.example", told="Log in first.")),
        ]
    )
    pump()
    yield "offers", dialog
    dialog.close()
