"""What an instruction says beside its commands: why, of which file, in which folder."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from app.planners.builtin.desk import Stuck
from app.planners.builtin.desktop import names
from app.planners.builtin.plan import Clause, Intent
from app.planners.builtin.tokens import tokenise

# "The photo boat.png lies on its side", "scan.png in Pictures is upside down", "Butter has become
# dearer": somebody or something, and how it is with it.
_STATEMENT = re.compile(
    r"^(?:(?:the|an?|my|our|his|her|their|its|this|that|these|those|some|i|we|it|there)\b"
    r".*?\b(?:am|is|are|was|were|has|have|had|wants?|needs?|lies?|looks?|makes?|goes|belongs?|reads"
    r"|prefers?|would\s+(?:rather|like)|(?:do|does)(?:n.t|\s+not)\s+(?:need|want|like))\b"
    r"|\S+\.\w{2,4}\s+(?:\(?in\s+[\w ]+\)?\s+)?(?:is|are|was|has|lies)\b"
    r"|(?-i:[A-Z])[\w'’-]*\s+(?:(?-i:[A-Z])[\w'’-]*\s+)?(?:is|are|was|were|has|have|had)\b)",
    re.IGNORECASE | re.DOTALL,
)
# What is to be, or is not to be: that must be heeded, and not be passed over.
_DEMAND = re.compile(
    r"\b(?:should|must|may|shall|ought|only|nobody|none|never|leave|keep|stays?|remains?|itself"
    r"|themselves|cannot|can.t|not\s+(?!need|want|like))\b|\b(?:has|have|needs?)\s+to\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"\b(?:it|its|that|this|them|those|these|him|her|his|their)\b", re.IGNORECASE)
_SAME_FOLDER = re.compile(
    r"\b(?P<lead>in|into|to|inside)\s+(?:that|the)\s+same\s+(?:folder|directory)\b", re.IGNORECASE
)
_REPLACE = (
    r"\b(?:overwrit(?:e|ing|ten)|replac(?:e|ing|ed))\b"
    r"(?:\s+(?:it|the\s+(?:old|existing|previous)\b[\w ]*|what\s+is\s+there))?"
)
_MAY_REPLACE = re.compile(
    rf"\boverwrit(?:e|ing|ten)\b|{_REPLACE}\s+if\b"
    r"|\breplac(?:e|ing)\s+(?:it|what\s+is\s+there|the\s+(?:old|existing|previous))\b",
    re.IGNORECASE,
)
_LEAVE = re.compile(
    rf"^(?:(?:you\s+may|it\s+may\s+be|just|please)\s+)*{_REPLACE}"
    r"(?:\s+if\s+(?:it|one|there)\b.*)?$",
    re.IGNORECASE,
)
_IT = re.compile(
    r"\b(?:it|that|this|(?:the|this|that)\s+(?:file|picture|photo|image|document|spreadsheet"
    r"|presentation|letter|scan))\b",
    re.IGNORECASE,
)


# "…, in the mouse settings": where to do it, said last.
_IN_SETTINGS = re.compile(
    r"(?:^|(?<=[.!?;]\s))(?P<do>(?:set|turn|switch|enable|disable|change|choose|select|activate"
    r"|deactivate|check|uncheck|tick|untick|allow|adjust|make|put)\b[^.!?;:]*?)\s+(?:in|under)\s+"
    r"(?P<where>(?:the\s+)?(?!(?:its|their|my|your|the)\b)[\w-]+\s+(?:settings|preferences))"
    r"\s*(?=[.!;]|$)",
    re.IGNORECASE,
)


def settings_first(text: str) -> str:
    """Say first in which settings something is to be done; what is quoted stays as it is.

    >>> settings_first("It blinks. Turn that off in the keyboard settings.")
    'It blinks. In the keyboard settings, turn that off.'
    """
    quoted = [each for each in tokenise(text) if each.kind == "quoted"]

    def turned(match: re.Match[str]) -> str:
        if any(each.start < match.end() and match.start() < each.end for each in quoted):
            return match.group()
        do = match["do"]
        return f"In {match['where']}, {do[0].lower()}{do[1:]}"

    return _IN_SETTINGS.sub(turned, text)


def is_context(clause: Clause, later: Sequence[Clause]) -> bool:
    """Whether a clause only tells how things are, and another one says what to do.

    >>> from app.planners.builtin.language import understand
    >>> first, *rest = understand("a.png in Pictures is upside down. Rotate it.").clauses
    >>> is_context(first, rest), is_context(first, [])
    (True, False)
    """
    if clause.verb or clause.intent is not Intent.COMMAND:
        return False
    text = clause.text.strip()
    if not any(each.verb for each in later) or not _STATEMENT.match(text) or _DEMAND.search(text):
        return False
    # "Luis has left. Remove him": who that is must be understood, and is not.
    return bool(mentioned(clause)) or not any(_PRONOUN.search(each.text) for each in later)


def may_replace(text: str) -> bool:
    """Whether a task says that a file that is there already may be replaced.

    >>> may_replace("Save it as a.txt. Overwrite it."), may_replace("Replace A by B.")
    (True, False)
    """
    return bool(_MAY_REPLACE.search(text))


def is_leave(clause: Clause) -> bool:
    """Whether a clause says nothing else than that a file may be replaced."""
    return bool(_LEAVE.match(clause.text.strip()))


def mentioned(clause: Clause) -> str:
    """The path of the one file that is spoken of; "" for none."""
    return names.place_in(clause.text).path if names.file_in(clause.text) else ""


def spoken_of(clause: Clause, path: str) -> Clause:
    """The clause with a file in place of "it"."""
    name, folder = path.rpartition("/")[2], path.rpartition("/")[0]
    told = f"{name} in {folder}" if folder else name
    return replace(clause, text=_IT.sub(lambda _: told, clause.text, count=1))


def placed(clause: Clause, task: str) -> Clause:
    """The clause with the folder that "the same folder" is.

    Raises:
        Stuck: no folder was named before.
    """
    said = _SAME_FOLDER.search(clause.text)
    if said is None:
        return clause
    before = task[: task.find(said.group())]
    folder = names.folder_in(before)
    if not folder:
        raise Stuck("It is not said which folder “the same folder” is.")
    return replace(clause, text=_SAME_FOLDER.sub(rf"\g<lead> {folder}", clause.text))
