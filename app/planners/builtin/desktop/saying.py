"""What the readers of clauses share: texts to put in, with what is quoted kept apart."""

from __future__ import annotations

import re
from collections.abc import Callable

from app.planners.builtin.desktop.plan import Errand, Said

Errands = tuple[Errand, ...]
Reader = Callable[[str], Errands | None]

_QUOTED = re.compile(
    r"[\"“„«`](?P<text>[^\"”“»`]*)[\"”“»`]|(?<!\w)['‘](?P<single>[^'’]+)['’](?!\w)"
)
MARK = re.compile(r"\ue000(\d+)\ue001")  # in place of a quoted text
_REFERENCE = re.compile(
    r"^(?:it|that|this|them|(?:the|that|this|its|their|his|her|what)\s+.{1,60})$", re.IGNORECASE
)


def said(text: str) -> Said:
    """What is to be put in, of the words for it.

    >>> said('the line "Call her"'), said("the result"), said("12")
    (Said(text='Call her', reference=False), Said(text='the result', reference=True), \
Said(text='12', reference=False))
    """
    text = text.strip().rstrip(",")
    quoted = _QUOTED.search(text)
    if quoted:
        text = quoted["text"] if quoted["text"] is not None else quoted["single"]
        return Said(text, quoted=True)
    bare = re.sub(
        r"^(?:the\s+)?(?:text|word|words|sentence|line|phrase|number|value|formula|title|heading|"
        r"following|message)\s*:?\s+(?!of\b)(?=\S)",
        "",
        text,
        flags=re.IGNORECASE,
    )
    if bare == text and _REFERENCE.match(text):
        return Said(text, reference=True)
    return Said(bare)


def shield(text: str) -> tuple[str, list[str]]:
    """Put marks in place of quoted texts, so that no word in them is taken for one of ours."""
    texts: list[str] = []

    def mark(match: re.Match[str]) -> str:
        texts.append(match.group())
        return f"\ue000{len(texts) - 1}\ue001"

    return _QUOTED.sub(mark, text), texts


def unshield(text: str, texts: list[str]) -> str:
    """The text with the quoted texts put back."""
    return MARK.sub(lambda match: texts[int(match[1])], text)
