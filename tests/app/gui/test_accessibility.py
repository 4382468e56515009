"""Every screen of the window can be read, reached by the keyboard, and understood unseen."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from window_home import used_home
from window_person import deskhand_window

from actions.environments.private_desktop import PrivateDesktop

ROOT = Path(__file__).parents[3]
SUPPORT = ROOT / "tests" / "support"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Somebody has used this Deskhand: it has runs, a skill, a model and a rule."""
    return used_home(tmp_path / "home")


def audit(home: Path, language: str, appearance: str, size: str, scale: float = 1) -> None:
    """Nothing is cut, overlaps, lacks a name, shares its letter, or is passed over by Tab."""
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "QT_SCALE_FACTOR": f"{scale:g}",
        "PYTHONPATH": os.pathsep.join((str(ROOT), str(SUPPORT))),
        "LC_ALL": "C.UTF-8",
    }
    done = subprocess.run(
        [sys.executable, SUPPORT / "window_audit.py", home, language, appearance, size],
        env=environment,
        capture_output=True,
        text=True,
        timeout=170,
        check=False,
    )
    *problems, count = done.stdout.splitlines() or ["nothing was looked at"]
    assert done.returncode == 0, done.stderr
    assert problems == []
    assert int(count.split()[0]) >= 60, count


def test_nothing_is_cut_in_german_on_a_small_screen(home: Path) -> None:
    audit(home, "de", "dark", "1280x720")


@pytest.mark.campaign
def test_nothing_is_cut_in_english_on_a_small_screen(home: Path) -> None:
    audit(home, "en", "light", "1280x720")


@pytest.mark.campaign
@pytest.mark.parametrize("language", ["en", "de"])
def test_nothing_is_cut_on_a_fine_screen(home: Path, language: str) -> None:
    """3840 x 2160 at a scale of 2."""
    audit(home, language, "light", "1920x1080", 2)


_CONTRAST = """
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication
from app.gui import look
from app.gui.appearance import AA, PAIRS, contrast, legible, over, palette_of
application = QApplication([])
grey = QPalette(QColor("#777777"), QColor("#808080"))
palettes = {
    "light": palette_of(dark=False),
    "dark": palette_of(dark=True),
    "a system's": legible(application.style().standardPalette()),
    "a grey system's": legible(grey),
}
for name, palette in palettes.items():
    for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
        for front, back in PAIRS:
            ground = palette.color(group, back)
            found = contrast(over(palette.color(group, front), ground), ground)
            if found < AA:
                print(name, front.name, back.name, round(found, 2))
for name in ("light", "dark"):
    application.setPalette(palettes[name])
    for tone in look.Tone:
        for back in (QPalette.ColorRole.Base, QPalette.ColorRole.Window):
            found = contrast(look.colour(tone), application.palette().color(back))
            if found < AA:
                print(name, tone, back.name, round(found, 2))
print("looked at")
"""


def test_texts_stand_out_in_light_and_dark() -> None:
    """Every pair of colours has the contrast of WCAG 2.2, AA."""
    done = subprocess.run(
        [sys.executable, "-c", _CONTRAST],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.splitlines() == ["looked at"]


PLACES = (
    ("Task", ""),
    ("Runs", ""),
    ("Skills", ""),
    *(("Settings", part) for part in ("General", "Runs", "Environments", "Permissions")),
    *(("Settings", part) for part in ("Models", "Keys", "Hot keys", "Privacy")),
)
_WITHOUT_NAMES = {"", "generic", "unknown", "none"}


@pytest.mark.campaign
@pytest.mark.timeout(600)
def test_the_tree_that_others_read_is_complete(desktop: PrivateDesktop, home: Path) -> None:
    """What AT-SPI tells of every page: no control without a name, none without a role."""
    nameless: list[str] = []
    with deskhand_window(desktop, home) as person:
        person.find("tab", "Task", 120)
        for page, part in PLACES:
            person.click("tab", page)
            if part:
                person.click("listitem", part)
            person.find("tab", page)
            nameless += [
                f"{page} {part}: {each.described()}"
                for each in person.see().elements
                if each.interactive and (not each.name or each.role in _WITHOUT_NAMES)
            ]
    assert nameless == []
