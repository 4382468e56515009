"""Actions in the language of the window: the phrases of app.runs.words, for translators too."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from actions.action import Action, GroundedAction
from app.gui.marked import QT_TRANSLATE_NOOP
from app.runs import words

PHRASES = (
    QT_TRANSLATE_NOOP("Steps", "Click {target}"),
    QT_TRANSLATE_NOOP("Steps", "Double-click {target}"),
    QT_TRANSLATE_NOOP("Steps", "Triple-click {target}"),
    QT_TRANSLATE_NOOP("Steps", "Right-click {target}"),
    QT_TRANSLATE_NOOP("Steps", "Middle-click {target}"),
    QT_TRANSLATE_NOOP("Steps", "Go back"),
    QT_TRANSLATE_NOOP("Steps", "Go forward"),
    QT_TRANSLATE_NOOP("Steps", "Reload the page"),
    QT_TRANSLATE_NOOP("Steps", "Bring a tab to the front"),
    QT_TRANSLATE_NOOP("Steps", "Close a tab"),
    QT_TRANSLATE_NOOP("Steps", "Focus the window"),
    QT_TRANSLATE_NOOP("Steps", "Move the window"),
    QT_TRANSLATE_NOOP("Steps", "Resize the window"),
    QT_TRANSLATE_NOOP("Steps", "Maximize the window"),
    QT_TRANSLATE_NOOP("Steps", "Minimize the window"),
    QT_TRANSLATE_NOOP("Steps", "Restore the window"),
    QT_TRANSLATE_NOOP("Steps", "Close the window"),
    QT_TRANSLATE_NOOP("Steps", "down {amount} {unit}"),
    QT_TRANSLATE_NOOP("Steps", "up {amount} {unit}"),
    QT_TRANSLATE_NOOP("Steps", "right {amount} {unit}"),
    QT_TRANSLATE_NOOP("Steps", "left {amount} {unit}"),
    QT_TRANSLATE_NOOP("Steps", "line"),
    QT_TRANSLATE_NOOP("Steps", "lines"),
    QT_TRANSLATE_NOOP("Steps", "page"),
    QT_TRANSLATE_NOOP("Steps", "pages"),
    QT_TRANSLATE_NOOP("Steps", "pixel"),
    QT_TRANSLATE_NOOP("Steps", "pixels"),
    QT_TRANSLATE_NOOP("Steps", "Point at {target}"),
    QT_TRANSLATE_NOOP("Steps", "Drag {target} to {place}"),
    QT_TRANSLATE_NOOP("Steps", "Press the {button} button on {target}"),
    QT_TRANSLATE_NOOP("Steps", "Release the {button} button over {target}"),
    QT_TRANSLATE_NOOP("Steps", "Scroll {way}"),
    QT_TRANSLATE_NOOP("Steps", "nowhere"),
    QT_TRANSLATE_NOOP("Steps", "{first} and {last}"),
    QT_TRANSLATE_NOOP("Steps", "{what} in {target}"),
    QT_TRANSLATE_NOOP("Steps", "{what} into {target}"),
    QT_TRANSLATE_NOOP("Steps", "{what} and press Enter"),
    QT_TRANSLATE_NOOP("Steps", "Type {text}"),
    QT_TRANSLATE_NOOP("Steps", "Press {keys}"),
    QT_TRANSLATE_NOOP("Steps", "{what} {count} times"),
    QT_TRANSLATE_NOOP("Steps", "Hold {keys} for {seconds} s"),
    QT_TRANSLATE_NOOP("Steps", "Set {target} to {text}"),
    QT_TRANSLATE_NOOP("Steps", "Choose {text} in {target}"),
    QT_TRANSLATE_NOOP("Steps", "Give {files} to {target}"),
    QT_TRANSLATE_NOOP("Steps", "Open {what}"),
    QT_TRANSLATE_NOOP("Steps", "Accept the dialog"),
    QT_TRANSLATE_NOOP("Steps", "Dismiss the dialog"),
    QT_TRANSLATE_NOOP("Steps", "{what} with {text}"),
    QT_TRANSLATE_NOOP("Steps", "Wait {seconds} s"),
    QT_TRANSLATE_NOOP("Steps", "Wait up to {seconds} s until {condition}"),
    QT_TRANSLATE_NOOP("Steps", "Look at the whole page"),
    QT_TRANSLATE_NOOP("Steps", "Look closer"),
    QT_TRANSLATE_NOOP("Steps", "Run the skill {name}"),
    QT_TRANSLATE_NOOP("Steps", "Ask: {text}"),
    QT_TRANSLATE_NOOP("Steps", "Finish"),
    QT_TRANSLATE_NOOP("Steps", "Give up: {text}"),
    QT_TRANSLATE_NOOP("Steps", "the secret {name}"),
)


def in_words(action: Action, grounded: GroundedAction | None = None) -> str:
    """The action as a short sentence; see `app.runs.words.in_words`."""
    return words.in_words(action, grounded, say)


def say(phrase: str) -> str:
    """A phrase in the language of the window."""
    return QCoreApplication.translate("Steps", phrase)
