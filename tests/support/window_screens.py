"""Every page and dialog of the window, one after another, with something in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QDialog, QWidget
from window_states import approvals, pump, run_states
from window_teaching import teaching

from app.gui.about import AboutDialog
from app.gui.first_start import FirstStart
from app.gui.first_start_offer import offer
from app.gui.main_window import MainWindow
from app.gui.runs_export import ExportDialog
from app.gui.runs_page import RunsPage
from app.gui.runs_resume import ResumeDialog
from app.gui.settings_keys import KeyDialog
from app.gui.settings_model import ModelDialog
from app.gui.settings_page import SettingsPage
from app.gui.settings_rule import RuleDialog
from app.gui.skills_page import SkillsPage
from app.resuming import look_back
from app.runs.folders import run_folders

Screens = Iterator[tuple[str, QWidget]]


def screens(window: MainWindow) -> Screens:
    """All of them; the window is left on the last."""
    QSettings().clear()
    pump(seconds=1.0)  # until what is read from the disk is there
    yield "task", window
    offer(window, window.shell)
    pump()
    yield "task-first-time", window
    yield from _runs(window)
    yield from _skills(window)
    yield from _settings(window)
    yield from _dialogs(window)
    yield from run_states(window, next(iter(run_folders(window.shell.home.runs))))
    yield from approvals(window)
    yield from teaching(window)


def _runs(window: MainWindow) -> Screens:
    window.go("runs")
    page = window.shell.page("runs", RunsPage)
    pump(lambda: bool(page.runs.every), 10)
    yield "runs", window
    if page.runs.shown:
        page.table.selectRow(0)
        pump(lambda: page.player.model.rowCount() > 0, 10)
        pump()
        yield "runs-playing", window


def _skills(window: MainWindow) -> Screens:
    window.go("skills")
    page = window.shell.page("skills", SkillsPage)
    pump(seconds=0.6)
    yield "skills", window
    model = page.list.model()
    if model is not None and model.rowCount():
        page.list.setCurrentIndex(model.index(0, 0))
        pump(seconds=0.6)
        for at in range(page.parts.count()):
            page.parts.setCurrentIndex(at)
            pump()
            yield f"skills-{at}", window


def _settings(window: MainWindow) -> Screens:
    window.go("settings")
    page = window.shell.page("settings", SettingsPage)
    for at in range(page.parts.count()):
        page.parts.setCurrentRow(at)
        pump(seconds=0.5)
        yield f"settings-{at}", window


def _dialogs(window: MainWindow) -> Screens:
    shell = window.shell
    first = FirstStart(shell, window)
    first.show()
    pump()
    yield "first-0", first
    for at in (2, 3):
        first._turn_to(at)
        pump()
        yield f"first-{at}", first
    first.close()
    made: list[tuple[str, QDialog]] = [
        ("about", AboutDialog(window)),
        ("rule", RuleDialog(window)),
        ("model", ModelDialog(shell.home, window)),
        ("key", KeyDialog(("models/anthropic",), "", window)),
        ("export", ExportDialog(shell.home, shell.work, [Path("/x")], [Path("/x")], window)),
    ]
    for run in window.shell.page("runs", RunsPage).runs.every:
        if not run.outcome.startswith("done"):
            made.append(("resume", ResumeDialog(look_back(shell.home, run.id), window)))
            break
    for name, dialog in made:
        dialog.show()
        pump()
        yield name, dialog
        if isinstance(dialog, ModelDialog):
            for at in (1, 2):
                dialog.kind.setCurrentIndex(at)
                pump()
                yield f"{name}-{at}", dialog
        dialog.close()
