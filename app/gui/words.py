"""What the program calls things, in the language of the window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from actions.trajectory import Outcome
from app.engine.events import Effect, Risk
from app.gui.look import Tone
from app.gui.marked import QT_TRANSLATE_NOOP
from app.runs.index import RunState
from app.runs.search import Group, group_of
from app.safety.permissions import Mode

_CONTEXT = "Words"
_WORDS: dict[str, str] = {
    Outcome.DONE_VERIFIED.value: QT_TRANSLATE_NOOP("Words", "done, verified"),
    Outcome.DONE_UNVERIFIED.value: QT_TRANSLATE_NOOP("Words", "done, unverified"),
    Outcome.FAILED.value: QT_TRANSLATE_NOOP("Words", "failed"),
    Outcome.GAVE_UP.value: QT_TRANSLATE_NOOP("Words", "gave up"),
    Outcome.LIMIT.value: QT_TRANSLATE_NOOP("Words", "limit reached"),
    Outcome.STOPPED.value: QT_TRANSLATE_NOOP("Words", "stopped"),
    Outcome.REFUSED.value: QT_TRANSLATE_NOOP("Words", "refused"),
    Outcome.UNAVAILABLE.value: QT_TRANSLATE_NOOP("Words", "environment not available"),
    Outcome.CRASHED.value: QT_TRANSLATE_NOOP("Words", "crashed"),
    RunState.RUNNING.value: QT_TRANSLATE_NOOP("Words", "running"),
    Effect.ALLOW.value: QT_TRANSLATE_NOOP("Words", "allow"),
    Effect.ASK.value: QT_TRANSLATE_NOOP("Words", "ask"),
    Effect.DENY.value: QT_TRANSLATE_NOOP("Words", "deny"),
    Risk.READ.value: QT_TRANSLATE_NOOP("Words", "read"),
    Risk.EDIT.value: QT_TRANSLATE_NOOP("Words", "edit"),
    Risk.COMMIT.value: QT_TRANSLATE_NOOP("Words", "commit"),
    "once": QT_TRANSLATE_NOOP("Words", "once"),
    "task": QT_TRANSLATE_NOOP("Words", "in this task"),
    "always": QT_TRANSLATE_NOOP("Words", "always"),
    "person": QT_TRANSLATE_NOOP("Words", "you"),
    "timeout": QT_TRANSLATE_NOOP("Words", "no answer in time"),
    "headless": QT_TRANSLATE_NOOP("Words", "nobody was there"),
    "browser": QT_TRANSLATE_NOOP("Words", "browser"),
    "desktop": QT_TRANSLATE_NOOP("Words", "this desktop"),
    "sandbox": QT_TRANSLATE_NOOP("Words", "private desktop"),
}
_GROUPS: dict[Group, str] = {
    Group.DONE: QT_TRANSLATE_NOOP("Words", "Done"),
    Group.UNSURE: QT_TRANSLATE_NOOP("Words", "Done, unverified"),
    Group.FAILED: QT_TRANSLATE_NOOP("Words", "Failed"),
    Group.STOPPED: QT_TRANSLATE_NOOP("Words", "Stopped"),
    Group.RUNNING: QT_TRANSLATE_NOOP("Words", "Running"),
}
_MODES: dict[Mode, tuple[str, str]] = {
    Mode.OBSERVE: (
        QT_TRANSLATE_NOOP("Words", "Only look"),
        QT_TRANSLATE_NOOP("Words", "Reading is free; nothing is changed."),
    ),
    Mode.ASK_ALL: (
        QT_TRANSLATE_NOOP("Words", "Ask for everything"),
        QT_TRANSLATE_NOOP("Words", "Each change is asked for, whatever rules allow."),
    ),
    Mode.ASK_RISKY: (
        QT_TRANSLATE_NOOP("Words", "Ask for what is risky"),
        QT_TRANSLATE_NOOP(
            "Words",
            "Changes where the task is done go through; what cannot be taken back, and new places, "
            "are asked for.",
        ),
    ),
    Mode.AUTO: (
        QT_TRANSLATE_NOOP("Words", "Ask for as little as possible"),
        QT_TRANSLATE_NOOP(
            "Words",
            "Where the task is done even what cannot be taken back goes through, unless a rule "
            "asks.",
        ),
    ),
}
_TONES = {
    Group.DONE: Tone.GOOD,
    Group.UNSURE: Tone.WAITING,
    Group.RUNNING: Tone.MARK,
    Group.STOPPED: Tone.QUIET,
    Group.FAILED: Tone.BAD,
}


def word(name: str) -> str:
    """A word of the program (an outcome, an effect, a risk …); itself where there is no other."""
    known = _WORDS.get(name)
    return QCoreApplication.translate(_CONTEXT, known) if known is not None else name


def group_word(group: Group) -> str:
    """How runs of a group ended."""
    return QCoreApplication.translate(_CONTEXT, _GROUPS[group])


def mode_words(mode: Mode) -> tuple[str, str]:
    """What a mode is called, and what it means."""
    name, meaning = _MODES[mode]
    return (
        QCoreApplication.translate(_CONTEXT, name),
        QCoreApplication.translate(_CONTEXT, meaning),
    )


def tone_of(outcome: str) -> Tone:
    """The tone of an outcome or state of a run."""
    return _TONES[group_of(outcome)]


def duration(seconds: float) -> str:
    """Seconds as people say them: "3.1 s", "2:05 min"."""
    if seconds < 60:
        return f"{QLocale().toString(seconds, 'f', 1)} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d} min"
