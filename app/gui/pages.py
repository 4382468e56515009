"""The pages and the menu entries of the window: a new one is one line here.

A page is imported and made when it is first looked at, so that the window opens quickly.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from app.gui.shell import Shell


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSpec:
    """A page.

    Attributes:
        key: what the code calls it.
        title: on its tab and in the menu.
        make: makes it; imports its module only then.
    """

    key: str
    title: str
    make: Callable[[Shell], QWidget]


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuSpec:
    """An entry of a menu.

    Attributes:
        menu: the title of its menu; entries of one menu stand in the order given here.
        title: of the entry.
        do: what it does.
        keys: its shortcut, as `QKeySequence` reads it.
    """

    menu: str
    title: str
    do: Callable[[Shell], None]
    keys: str = ""


def pages() -> tuple[PageSpec, ...]:
    """The pages in the order of their tabs; Ctrl+1, Ctrl+2 … go to them."""
    translate = QCoreApplication.translate
    return (
        PageSpec(key="task", title=translate("Pages", "Task"), make=_task),
        PageSpec(key="runs", title=translate("Pages", "Runs"), make=_runs),
        PageSpec(key="skills", title=translate("Pages", "Skills"), make=_skills),
        PageSpec(key="settings", title=translate("Pages", "Settings"), make=_settings),
    )


def menu_entries() -> tuple[MenuSpec, ...]:
    """The entries of the menus; the menu that goes to the pages is made from `pages`."""
    translate = QCoreApplication.translate
    file, help_ = translate("Pages", "&File"), translate("Pages", "&Help")
    return (
        MenuSpec(menu=file, title=translate("Pages", "Show &it once…"), do=_record, keys="Ctrl+R"),
        MenuSpec(
            menu=file, title=translate("Pages", "&Quit"), do=lambda it: it.close(), keys="Ctrl+Q"
        ),
        MenuSpec(menu=help_, title=translate("Pages", "&First steps…"), do=_first_steps, keys="F1"),
        MenuSpec(menu=help_, title=translate("Pages", "&About Deskhand"), do=_about),
    )


def _task(shell: Shell) -> QWidget:
    from app.gui.task_page import TaskPage

    return TaskPage(shell, shell.session)


def _runs(shell: Shell) -> QWidget:
    from app.gui.runs_page import RunsPage

    return RunsPage(shell)


def _skills(shell: Shell) -> QWidget:
    from app.gui.skills_page import SkillsPage

    return SkillsPage(shell)


def _record(shell: Shell) -> None:
    from app.gui.skills_page import SkillsPage

    shell.go("skills")
    shell.page("skills", SkillsPage).recording.ask()


def _settings(shell: Shell) -> QWidget:
    from app.gui.settings_page import SettingsPage

    return SettingsPage(shell)


def _first_steps(shell: Shell) -> None:
    from app.gui.first_start import show_first_steps

    show_first_steps(shell)


def _about(shell: Shell) -> None:
    from app.gui.about import AboutDialog

    AboutDialog(shell.window).exec()
