"""Every word of the window is there in German, and what is compiled is what was written."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as Xml
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.gui import rule_phrases, steps_in_words
from app.runs import words
from app.safety import rule_words
from app.safety.permissions import default_permissions

ROOT = Path(__file__).parents[3]
TRANSLATIONS = ROOT / "resources" / "translations"
TOOLS = Path(sys.executable).parent


def collected(language: str, folder: Path, *options: str) -> Path:
    """The file of a language, brought up to date with the code."""
    file = folder / f"deskhand_{language}.ts"
    shutil.copy(TRANSLATIONS / file.name, file)
    command = [TOOLS / "pyside6-lupdate", "-silent", "-no-obsolete", "-extensions", "py"]
    command += ["-locations", "none", "-disable-heuristic", "similartext", *options, "app/gui"]
    subprocess.run([*command, "-ts", file], cwd=ROOT, check=True, timeout=120)
    return file


def messages(file: Path) -> Iterator[tuple[str, str, list[str], bool]]:
    """Context, source, translations, and whether they are finished."""
    for context in Xml.parse(file).getroot().iter("context"):
        name = context.findtext("name", "")
        for message in context.iter("message"):
            found = message.find("translation")
            assert found is not None
            forms = [each.text or "" for each in found.iter("numerusform")]
            texts = forms or [found.text or ""]
            done = found.get("type") != "unfinished" and all(texts)
            yield name, message.findtext("source", ""), texts, done


def test_every_string_has_a_german_translation(tmp_path: Path) -> None:
    found = list(messages(collected("de", tmp_path)))
    assert len(found) > 400
    missing = [f"{context}: {source}" for context, source, _, done in found if not done]
    assert missing == []


def test_every_number_has_its_forms_in_english(tmp_path: Path) -> None:
    found = list(messages(collected("en", tmp_path, "-pluralonly")))
    assert found
    missing = [f"{context}: {source}" for context, source, _, done in found if not done]
    assert missing == []
    assert all("(s)" not in text for _, _, texts, _ in found for text in texts)


@pytest.mark.parametrize("language", ["de", "en"])
def test_translations_keep_what_is_filled_in(language: str) -> None:
    wrong = [
        (context, source, text)
        for context, source, texts, _ in messages(TRANSLATIONS / f"deskhand_{language}.ts")
        for text in texts
        if _kept(source) != _kept(text)
    ]
    assert wrong == []


def _kept(text: str) -> tuple[object, ...]:
    """What a translation has in common with its source."""
    return (
        sorted(re.findall(r"%[1-9nvm]|\{\w+\}", text)),
        len(re.findall(r"&\w", text)),  # letters that are underlined
        text.endswith("…"),
        text.endswith(":"),
    )


@pytest.mark.parametrize("language", ["de", "en"])
def test_what_is_compiled_is_what_was_written(language: str, tmp_path: Path) -> None:
    compiled = tmp_path / "compiled.qm"
    source = TRANSLATIONS / f"deskhand_{language}.ts"
    command = [TOOLS / "pyside6-lrelease", "-silent", source, "-qm", compiled]
    subprocess.run(command, check=True, timeout=60)
    assert compiled.read_bytes() == source.with_suffix(".qm").read_bytes()


def test_all_phrases_of_rules_can_be_translated() -> None:
    reasons = [rule.reason for rule in default_permissions().rules]
    assert set(rule_phrases.PHRASES) == {*rule_words.PHRASES, *reasons}


def test_all_phrases_of_steps_can_be_translated_and_keep_their_places() -> None:
    assert set(steps_in_words.PHRASES) == set(words.PHRASES)
    for context, source, texts, _ in messages(TRANSLATIONS / "deskhand_de.ts"):
        if context in ("Steps", "Rules"):
            assert sorted(re.findall(r"{\w+}", source)) == sorted(re.findall(r"{\w+}", texts[0]))


_SPEAK = """
import json, sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtWidgets import QApplication, QDialogButtonBox
from app.gui import language
from app.paths import Paths
from app.settings import Settings
application = QApplication([])
home = Paths.within(Path("/nowhere"))
language.prepare(application, home, Settings(language=sys.argv[1]))
say = QCoreApplication.translate
box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
print(json.dumps([
    say("RunsPage", "&Delete"),
    say("RunsPage", "%n run(s) deleted.", None, 1),
    say("RunsPage", "%n run(s) deleted.", None, 2),
    box.buttons()[0].text().replace("&", ""),
    QLocale().toString(1234.5, "f", 1),
]))
"""


def spoken(setting: str, **variables: str) -> list[str]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "LC_ALL": "C.UTF-8", **variables}
    done = subprocess.run(
        [sys.executable, "-c", _SPEAK, setting],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    said: list[str] = json.loads(done.stdout)
    return said


GERMAN = ["&Löschen", "1 Lauf gelöscht.", "2 Läufe gelöscht.", "Abbrechen", "1.234,5"]
ENGLISH = ["&Delete", "1 run deleted.", "2 runs deleted.", "Cancel", "1,234.5"]


def test_the_window_speaks_the_language_that_is_set() -> None:
    assert spoken("de") == GERMAN
    assert spoken("en")[:4] == ENGLISH[:4]


def test_the_window_speaks_the_language_of_the_system() -> None:
    assert spoken("system", LC_ALL="de_AT.UTF-8", LANGUAGE="de")[:4] == GERMAN[:4]
    assert spoken("system", LC_ALL="fr_FR.UTF-8", LANGUAGE="fr")[:4] == ENGLISH[:4]
