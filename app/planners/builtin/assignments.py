"""Values and the fields that they are for: "the username "ada" and the password "x"."""

from __future__ import annotations

from app.planners.builtin import lexicon
from app.planners.builtin.plan import Assignment
from app.planners.builtin.tokens import Token, source
from app.planners.builtin.words import words

# Nouns before or after a value that only say that it is one.
_VALUE_NOUNS = frozenset(
    words(
        "text value word number string phrase following sentence words letters characters "
        "content message-text numbers digits option options item"
    )
)
_LABELS = frozenset(
    words(
        "name username user email e-mail mail phone telephone mobile password passcode "
        "pin address street city town country zip postcode state date time year month day "
        "age company organisation organization title subject message comment note notes "
        "description quantity amount price genre director color colour language gender "
        "website url login search code id first last full job role department"
    )
)
_LABEL_TAILS = frozenset(words("to as is of with = : field box be set equal equals reading saying"))
_BREAKS = frozenset({",", "and", ";", "&", "plus"})


def assignments(tokens: tuple[Token, ...], text: str) -> tuple[Assignment, ...]:
    """Pairs of field and value in a phrase, in order."""
    pieces = _pieces(tokens)
    found = [each for piece in pieces if (each := _assignment(piece, text)) is not None]
    if len(found) > 1 and not all(each.field or each.quoted for each in found):
        whole = _assignment(tokens, text)
        if whole is not None and not any(each.field for each in found[1:]):
            return (whole,)
    return tuple(found)


def split_list(tokens: tuple[Token, ...], text: str) -> tuple[str, ...]:
    """The items of "A, B and C", verbatim, quotes off; one item where it is no list."""
    items: list[str] = []
    for piece in _pieces(tokens, everywhere=True):
        while piece and piece[0].low in {
            "the",
            "both",
            "options",
            "option",
            "items",
            "items:",
            ":",
        }:
            piece = piece[1:]
        if piece:
            quoted = [token.text for token in piece if token.kind == "quoted"]
            items.extend(quoted or [source(piece, text)])
    return tuple(items)


def _pieces(tokens: tuple[Token, ...], everywhere: bool = False) -> list[tuple[Token, ...]]:
    """Cut at "and" and commas; unless `everywhere`, only where a new pair begins."""
    pieces: list[tuple[Token, ...]] = []
    start = 0
    for at, token in enumerate(tokens):
        if token.kind == "quoted" or token.low not in _BREAKS or at < start:
            continue
        if everywhere or _begins_pair(tokens[at + 1 :], tokens[start:at]):
            pieces.append(tokens[start:at])
            start = at + 1
            while start < len(tokens) and tokens[start].low in _BREAKS:
                start += 1
    pieces.append(tokens[start:])
    return [piece for piece in pieces if piece]


def _begins_pair(rest: tuple[Token, ...], before: tuple[Token, ...]) -> bool:
    while rest and rest[0].low in _BREAKS | lexicon.DETERMINERS:
        rest = rest[1:]
    if not rest or not before:
        return False
    if any(token.kind == "quoted" for token in before):
        return True
    if _names_its_field(before) and _names_its_field(rest):
        return True  # "Ada as name and 3 as amount"
    return rest[0].low in _LABELS or (len(rest) > 1 and rest[1].text in (":", "="))


def _names_its_field(tokens: tuple[Token, ...]) -> bool:
    """Whether "as" comes before the next break, with something on both sides of it."""
    for at, token in enumerate(tokens):
        if token.kind != "quoted" and token.low in _BREAKS:
            return False
        if token.low == "as":
            return 0 < at < len(tokens) - 1
    return False


def _assignment(piece: tuple[Token, ...], text: str) -> Assignment | None:
    piece = _bare(piece)
    if not piece:
        return None
    quoted = [at for at, token in enumerate(piece) if token.kind == "quoted"]
    if quoted:
        at = quoted[0] if len(quoted) == 1 else quoted[-1]
        before = _label(piece[:at], text)
        after = _label(_after_preposition(piece[at + 1 :]), text)
        if len(quoted) > 1 and not before:  # "Name" to "Ada"
            before = piece[quoted[0]].text
        return Assignment(field=before or after, value=piece[at].text, quoted=True)
    for at, token in enumerate(piece):
        if token.text in (":", "=") and 0 < at < len(piece) - 1:
            return Assignment(field=_label(piece[:at], text), value=source(piece[at + 1 :], text))
    for at, token in enumerate(piece):
        if token.low in ("as", "for") and 0 < at < len(piece) - 1:
            label = _label(piece[at + 1 :], text)
            if label:
                return Assignment(field=label, value=source(_unlabelled(piece[:at]), text))
    length = _label_length(piece)
    if 0 < length < len(piece):
        value = piece[length:]
        if value[0].low in ("to", "as", "is", "of", "with") and len(value) > 1:
            if value[0].low == "of":
                return Assignment(field="", value=source(piece, text))
            value = value[1:]
        return Assignment(field=source(piece[:length], text), value=source(value, text))
    return Assignment(field="", value=source(piece, text))


def _bare(piece: tuple[Token, ...]) -> tuple[Token, ...]:
    marks = {",", ".", ";", "!", "?"}
    while piece and (piece[0].kind == "mark" and piece[0].text in marks):
        piece = piece[1:]
    while piece and (piece[-1].kind == "mark" and piece[-1].text in marks):
        piece = piece[:-1]
    if len(piece) > 2 and piece[0].low in lexicon.DETERMINERS and _label_length(piece[1:]):
        piece = piece[1:]
    return piece


def _unlabelled(piece: tuple[Token, ...]) -> tuple[Token, ...]:
    while len(piece) > 1 and piece[0].low in _VALUE_NOUNS | lexicon.DETERMINERS:
        piece = piece[1:]
    return piece


def _label_length(piece: tuple[Token, ...]) -> int:
    length = 0
    while length < len(piece) and piece[length].low in _LABELS and piece[length].text.islower():
        length += 1
    return length


def _label(piece: tuple[Token, ...], text: str) -> str:
    """The field that these words name, "" if they only say that a value comes."""
    while piece and (
        piece[0].low
        in lexicon.DETERMINERS | _VALUE_NOUNS | {"with", "of", "in", "as", "for", "and", "by"}
        or piece[0].kind == "mark"
    ):
        piece = piece[1:]
    while piece and (piece[-1].low in _LABEL_TAILS or piece[-1].kind == "mark"):
        piece = piece[:-1]
    words = [token for token in piece if token.low not in _VALUE_NOUNS]
    return source((words[0], words[-1]), text) if words else ""


def _after_preposition(piece: tuple[Token, ...]) -> tuple[Token, ...]:
    if piece and piece[0].low in ("as", "for", "in", "into", "to"):
        return piece[1:]
    return ()
