"""Whether claims that hold prove that a task was done.

A claim that was true all along, or that has nothing to do with the task, holds as well and proves
nothing. So a claim is evidence only if it

1. shares a word with the task or with what the run put in, and
2. was false whenever the run looked before its first edit, and
3. either was seen false at the very place where it holds now, or the claims together show all that
   the run put in (a page that the run had never seen may have said anything before).

What a claim says of a file is evidence if the file was not so when the run began: it was not there,
or it has been written since (and did not say the same before, where that is known).

Bringing up a program or a window counts as no edit: what it shows then was so before the run.

A run that committed something (sent, saved, deleted), or pressed a button after putting something
in, or put something in for a task that speaks of saving, sending and the like, needs evidence that
is durable. A run that only read needs its answer's own words in the claims or, where the answer
adds nothing to the task, evidence by 1 and 2.

What this cannot decide: whether the claims are *all* that the task asked for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import assert_never

from actions.action import (
    AnswerDialog,
    Claim,
    Click,
    Finish,
    MouseUp,
    Navigate,
    Open,
    Press,
    Select,
    SetValue,
    Type,
    Upload,
    Window,
)
from actions.trajectory import Step, Task
from app.engine.events import Risk
from app.engine.files import FilesBefore
from app.engine.places import place_of, same_place
from app.safety.risk import category, is_lookup
from perception.observation import Observation, SurfaceKind
from perception.predicate import (
    All,
    AnyOf,
    Exists,
    FileExists,
    FileText,
    Not,
    Predicate,
    RowText,
    Text,
    Url,
    Value,
    WindowTitle,
    about_files,
    fold,
    holds,
)

_CHOICES = frozenset({"checkbox", "radio", "switch", "option", "menuitemcheckbox", "menuitemradio"})

# Words that no answer consists of: they only carry a sentence about what was done.
_CARRIERS = frozenset(
    re.findall(
        r"\w+",
        "a all an and are as at be been by for from has have i in is it its of on or page shown"
        " shows so that the their there they this to was were with done finished opened clicked"
        " pressed went typed entered selected chosen chose ticked unticked checked filled saved"
        " sent deleted added created changed updated removed now successfully completed task",
    )
)


# Words for it that the lexicon of controls (`resources/risk_words.yaml`) does not have.
_LASTING = frozenset({"save", "saved", "saving", "store", "stored", "apply", "add", "create"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A claim that holds in a reading strong enough for it, and the URL where it was read."""

    claim: Claim
    place: str


def doubt(
    finish: Finish,
    task: Task,
    steps: Sequence[Step],
    first: Observation,
    held: Sequence[Held],
    *,
    files: FilesBefore,
) -> str:
    """Why claims that all hold do not prove the task; "" if they do.

    Args:
        finish: with the answer.
        task: what was wanted.
        steps: of the run.
        first: the observation that the run began with.
        held: all claims.
        files: what files there were when the run began.
    """
    acted = [step for step in steps if step.grounded is not None]
    entered = list(_entered(acted))
    backed = " ".join(fold(t) for each in held for t in _texts(each.claim.predicate, backing=True))
    stray = [
        word
        for word in _answer_words(finish)
        if not _known(word, task, entered) and not _backed(word, backed)
    ]
    adds = any(not _known(word, task, entered) for word in _answer_words(finish))
    lasting = (
        any(step.risk == Risk.COMMIT and not _sets_a_control(step) for step in acted)
        or _pressed_after_entering(acted)
        or (bool(entered) and _speaks_of_lasting(task))
    )
    if not lasting and adds and not stray:
        return ""  # an answer, and every word of it was read twice
    edited = any(_edits(step) for step in acted)
    if stray and (not edited or any(not word.isalpha() for word in stray)):
        return f'nothing that was checked says "{stray[0]}"'
    evidence = [
        each
        for each in held
        if _is_evidence(each, task, steps, first, entered, held, edited, files)
    ]
    if not acted or not evidence:
        return "what was claimed may have been so before the run"
    if lasting and not any(_lasts(each.claim) for each in evidence):
        return "something was sent or saved, but no claim says what must last"
    return ""


def _speaks_of_lasting(task: Task) -> bool:
    """Whether the task wants something to stay, as what is saved, sent or deleted does."""
    return category(task.text) != "" or bool(_LASTING & set(_words(task.text)))


def _lasts(claim: Claim) -> bool:
    return claim.durable or about_files(claim.predicate)


def _is_evidence(
    each: Held,
    task: Task,
    steps: Sequence[Step],
    first: Observation,
    entered: Sequence[str],
    held: Sequence[Held],
    edited: bool,
    files: FilesBefore,
) -> bool:
    """Whether a claim that holds says something that the run brought about."""
    predicate = each.claim.predicate
    if about_files(predicate):
        return files.brought_about(predicate) and (
            isinstance(predicate, FileExists) or _relevant(predicate, task, entered)
        )
    if not _relevant(predicate, task, entered):
        return False
    before = [first]
    for step in steps:
        before.append(step.observation)
        if _edits(step):
            break
    there = [seen for seen in before if same_place(each.place, place_of(seen))]
    if speaks_of_absence(predicate):
        # On every other page the thing is absent as well: it must have been seen here.
        whenever = [first, *(step.observation for step in steps)]
        return any(
            not holds(predicate, seen)
            for seen in whenever
            if same_place(each.place, place_of(seen))
        ) and not any(holds(predicate, seen) for seen in there if seen.complete)
    if any(holds(predicate, seen) for seen in before):
        return False
    if not edited or any(seen.complete for seen in there):
        return True
    shown = " ".join(fold(t) for one in held for t in _texts(one.claim.predicate, backing=True))
    return bool(entered) and all(fold(text) in shown for text in entered)


def _edits(step: Step) -> bool:
    """Whether the step may have changed more than what is in front."""
    if step.grounded is None or step.risk == Risk.READ:
        return False
    return step.risk == Risk.COMMIT or not isinstance(step.action, Open | Navigate | Window)


def _sets_a_control(step: Step) -> bool:
    """Whether the step only sets a window's control, which holds the setting itself."""
    grounding = step.grounded.grounding if step.grounded is not None else None
    surface = step.observation.surface(grounding.surface) if grounding is not None else None
    if grounding is None or surface is None or surface.kind is not SurfaceKind.WINDOW:
        return False
    role = grounding.element.role if grounding.element is not None else ""
    return role in _CHOICES | {"slider"} and isinstance(step.action, Click | SetValue | Select)


def _entered(acted: Sequence[Step]) -> Iterator[str]:
    """What the run put in, without passwords."""
    for step in acted:
        element = (
            step.grounded.grounding.element if step.grounded and step.grounded.grounding else None
        )
        if element is not None and "password" in element.states:
            continue
        match step.action:
            case Type(text=str(text)) if text.strip():
                yield text.strip()
            case SetValue(value=value) if value in ("true", "false"):
                yield element.name if element is not None else value
            case SetValue(value=value) if value.strip():
                yield value.strip()
            case Select(options=options):
                yield from (option for option in options if option.strip())
            case Upload(paths=paths):
                yield from (Path(path).name for path in paths)
            case AnswerDialog(text=text) if text.strip():
                yield text.strip()
            case Click() if element is not None and element.role in _CHOICES and element.name:
                yield element.name
            case _:
                pass


def _pressed_after_entering(acted: Sequence[Step]) -> bool:
    """Whether a button, or Enter, came after something was put in; looking things up aside."""
    for at, step in enumerate(acted):
        grounding = step.grounded.grounding if step.grounded else None
        element = grounding.element if grounding else None
        match step.action:
            case Click() | MouseUp() if element is not None:
                presses = element.role in ("button", "generic", "menuitem", "link", "img")
                presses = presses and step.risk != Risk.READ and not is_lookup(element.name)
            case Press(keys=keys):
                presses = "enter" in keys.casefold() and step.risk == Risk.COMMIT
            case _:
                presses = False
        if presses and any(True for _ in _entered(acted[:at])):
            return True
    return False


def speaks_of_absence(predicate: Predicate) -> bool:
    """Whether it says that something is not there."""
    match predicate:
        case Not():
            return True
        case All(predicates=several) | AnyOf(predicates=several):
            return any(speaks_of_absence(each) for each in several)
        case _:
            return False


def _texts(predicate: Predicate, *, backing: bool) -> list[str]:
    """The literal texts of a predicate.

    Args:
        predicate: any.
        backing: only those that are known to be shown if it holds.
    """
    match predicate:
        case Exists(name=name):
            texts = [name]
        case Text(text=text):
            texts = [text]
        case RowText(texts=several_texts):
            texts = list(several_texts)
        case Value(name=name, value=value):
            texts = [name, value]
        case Url(pattern=pattern):
            texts = [" ".join(re.findall(r"[^\W_]+", pattern.partition("://")[2] or pattern))]
        case WindowTitle(pattern=pattern):
            texts = [pattern]
        case FileExists(path=path):
            texts = [Path(path).name]
        case FileText(path=path, text=text):
            texts = [Path(path).name, text]
        case Not(predicate=inner):
            texts = [] if backing else _texts(inner, backing=False)
        case All(predicates=several):
            texts = [text for each in several for text in _texts(each, backing=backing)]
        case AnyOf(predicates=several):
            texts = [] if backing else [t for each in several for t in _texts(each, backing=False)]
        case _:
            assert_never(predicate)
    return [text for text in texts if any(sign.isalnum() for sign in text)]


def _relevant(predicate: Predicate, task: Task, entered: Sequence[str]) -> bool:
    """Whether it speaks of what the task, or what was put in, speaks of."""
    for text in _texts(predicate, backing=False):
        if any(_known(word, task, entered) for word in _words(text) if word not in _CARRIERS):
            return True
        if not fold(text).isascii() and fold(text) in fold(task.text):
            return True  # scripts without blanks between words
    return False


def tells(finish: Finish) -> bool:
    """Whether the answer or the structured data says anything but that it is done."""
    return bool(_answer_words(finish))


def _answer_words(finish: Finish) -> list[str]:
    """The words that the answer and the structured data consist of, but for carriers."""
    texts = [finish.answer]
    if finish.data:
        try:
            texts.extend(_leaves(json.loads(finish.data)))
        except ValueError:
            texts.append(finish.data)
    return [word for text in texts for word in _words(text) if word not in _CARRIERS]


def _leaves(data: object) -> Iterator[str]:
    if isinstance(data, dict):
        for value in data.values():
            yield from _leaves(value)
    elif isinstance(data, list):
        for value in data:
            yield from _leaves(value)
    elif data is not None:
        yield str(data)


def _words(text: str) -> list[str]:
    """Words, numbers, addresses, times, prices: whatever is written without a blank."""
    return re.findall(r"[^\W_]+(?:[.,@:/+'’_-]+[^\W_]+)*", fold(text))


def _backed(word: str, backed: str) -> bool:
    """Whether the word occurs in the folded text, not merely as part of a longer one."""
    bounds = (r"(?<![^\W_])", r"(?![^\W_])") if word.isascii() else ("", "")
    return re.search(bounds[0] + re.escape(word) + bounds[1], backed) is not None


def _known(word: str, task: Task, entered: Sequence[str]) -> bool:
    """Whether the word, or another form of it, is in the task or in what was put in."""
    for text in (task.text, *task.values.values(), *entered):
        for other in _words(text):
            if word == other:
                return True
            short, long = sorted((word, other), key=len)
            if len(short) >= 4 and word.isalpha():
                ending = long[len(short) :] if long.startswith(short) else None
                if ending in ("s", "es", "d", "ed", "ing", "n", "en", "r", "er"):
                    return True
    return False
