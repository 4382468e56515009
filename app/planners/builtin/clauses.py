"""Splits an instruction into its clauses, each with the verb that leads it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from app.planners.builtin import lexicon
from app.planners.builtin.plan import Intent
from app.planners.builtin.tokens import Token, source
from app.planners.builtin.verbs import Verb, inflected_at, verb_at
from app.planners.builtin.words import words

# Verbs that make sense without an object, so that "… and submit" is a clause and not a list item.
_OBJECTLESS = frozenset(
    {Intent.SUBMIT, Intent.SEARCH, Intent.BACK, Intent.RELOAD, Intent.LOGIN, Intent.FORWARD_PAGE,
     Intent.CLOSE, Intent.WAIT, Intent.FIND, Intent.CLICK, Intent.SORT}
)  # fmt: skip
_LEADING = frozenset(
    words(
        "for in on from under within inside at with using via through playing as to if "
        "when once after before by among of regarding about"
    )
)
_DONE_TAILS = (
    "when you are done", "when you're done", "when you are finished", "when done", "once done",
    "when finished", "once finished", "when complete", "when completed", "once complete",
    "after that", "when you have finished", "when you finish", "after you are done", "to finish",
    "to complete the task", "at the end", "in the end", "if you please", "upon completion",
    "when all is done", "once completed", "after finishing", "after completion", "as well",
)  # fmt: skip
_AFTER_PARTICLE = frozenset(words("in and then for under"))  # "turn the sound off in the settings"
_PLACES = frozenset(words("page screen tab section dialog window site menu view"))
_NOUNS_TOO = frozenset(
    words(
        "name email mail message label title order tag comment call report list post answer number "
        "rate share book text"
    )
)


@dataclass(frozen=True, slots=True)
class RawClause:
    """A clause before its parts are understood.

    Attributes:
        verb: None for a statement or a question without a known verb.
        body: the tokens after the verb.
        lead: a phrase in front: "For the user X", "In the row of Y", with its preposition.
        tokens: all of the clause.
        purpose: the verb of "… to delete it", which the clause serves.
    """

    verb: Verb | None
    body: tuple[Token, ...]
    lead: tuple[Token, ...] = ()
    tokens: tuple[Token, ...] = ()
    purpose: tuple[Token, ...] = ()
    goal: tuple[Token, ...] = ()
    reversed_order: bool = field(default=False)


def split(tokens: tuple[Token, ...], text: str) -> list[RawClause]:
    """The clauses in the order in which they are to be done."""
    tokens = _without_done_tails(tokens, text)
    clauses: list[RawClause] = []
    lead: tuple[Token, ...] = ()
    for piece, before in _pieces(tokens):
        raw = _with_same_verb(_raw(piece), clauses)
        if raw.verb is None and raw.body and raw.body[0].low in _LEADING and not lead:
            lead = raw.body  # "For the user X, …": it belongs to the clause that follows
            continue
        if lead and not raw.lead:
            raw, lead = replace(raw, lead=lead), ()
        for one in _with_inner_verbs(raw):
            for part in _with_final_press(one):
                if before and clauses:
                    clauses.insert(len(clauses) - 1, part)
                else:
                    clauses.append(part)
    if lead:
        clauses.append(_raw(lead))
    return clauses


def _without_done_tails(tokens: tuple[Token, ...], text: str) -> tuple[Token, ...]:
    kept = list(tokens)
    for tail in _DONE_TAILS:
        words = tail.split()
        for place in range(len(kept) - len(words), -1, -1):
            if [token.low for token in kept[place : place + len(words)]] == words:
                del kept[place : place + len(words)]
    return tuple(kept)


def _pieces(tokens: tuple[Token, ...]) -> list[tuple[tuple[Token, ...], bool]]:
    """Runs of tokens between clause boundaries; True where "before" puts it ahead."""
    pieces: list[tuple[tuple[Token, ...], bool]] = []
    start = place = 0
    before = False
    while place < len(tokens):
        if place > start and _is_connector(tokens, place):
            end, sentence, next_before = _run_of_connectors(tokens, place)
            if (
                end >= len(tokens)
                or sentence
                or _begins_clause(tokens, end, start)
                or _goes_on(tokens, start, place, end)
            ):
                pieces.append((tokens[start:place], before))
                start = place = end
                before = next_before
                continue
            place = end
            continue
        place += 1
    if start < len(tokens):
        pieces.append((tokens[start:], before))
    return [(piece, flag) for piece, flag in pieces if piece]


def _goes_on(tokens: tuple[Token, ...], start: int, place: int, end: int) -> bool:
    """Whether "… and then (on) Y" follows a click on X: the verb is not said again."""
    if "then" not in {token.low for token in tokens[place:end]}:
        return False
    verb = _raw(tokens[start:place]).verb
    return verb is not None and verb.intent is Intent.CLICK


def _with_same_verb(raw: RawClause, before: list[RawClause]) -> RawClause:
    """“Y”, after “click X and then”, with its verb."""
    verb = before[-1].verb if before else None
    if raw.verb is not None or verb is None or verb.intent is not Intent.CLICK:
        return raw
    if raw.body and raw.body[0].low in _LEADING and raw.body[0].low != "on":
        return raw
    body = raw.body[1:] if len(raw.body) > 1 and raw.body[0].low == "on" else raw.body
    return replace(raw, verb=verb, body=body)


def _is_connector(tokens: tuple[Token, ...], place: int) -> bool:
    token = tokens[place]
    if token.kind == "quoted" or token.low not in lexicon.CONNECTORS:
        return False
    return token.low not in ("next", "before") or (
        place + 1 < len(tokens) and _verb_after_fillers(tokens, place + 1) is not None
    )


def _run_of_connectors(tokens: tuple[Token, ...], place: int) -> tuple[int, bool, bool]:
    sentence = before = False
    while place < len(tokens) and _is_connector(tokens, place):
        sentence |= tokens[place].text in (".", ";") and tokens[place].kind == "mark"
        before |= tokens[place].low == "before"
        place += 1
    return place, sentence, before


def _verb_after_fillers(tokens: tuple[Token, ...], place: int) -> tuple[Verb, int] | None:
    while place < len(tokens) and tokens[place].low in lexicon.FILLERS:
        verb = verb_at(tokens, place)
        sure = place + 1 < len(tokens) and tokens[place + 1].low == "sure"
        if verb is not None and (verb.length > 1 or (verb.base == "make" and not sure)):
            return verb, place
        place += 1
    if place >= len(tokens):
        return None
    verb = verb_at(tokens, place)
    if verb is None and place > 0 and tokens[place - 1].low == "before":
        verb = inflected_at(tokens, place)
    return (verb, place) if verb is not None else None


def _begins_clause(tokens: tuple[Token, ...], place: int, start: int) -> bool:
    """Whether a new clause begins here, rather than the next item of a list."""
    found = _verb_after_fillers(tokens, place)
    if found is None:
        return _leads_clause(tokens, place)
    verb, at = found
    after = at + verb.length
    alone = after >= len(tokens) or _is_connector(tokens, after) or tokens[after].kind == "mark"
    if not alone:
        return not _is_noun_use(tokens, at, verb)
    if verb.intent in (Intent.SUBMIT, Intent.BACK, Intent.RELOAD, Intent.LOGIN):
        return True
    return verb.intent in _OBJECTLESS and tokens[at].text.islower()


def _is_noun_use(tokens: tuple[Token, ...], at: int, verb: Verb) -> bool:
    """Whether "name", "list", "order" … is a noun here: before "of", "is", or a label's value."""
    following = tokens[at + verb.length]
    if following.low in ("of", "is", "are", "was", "field", "button", "link", "box", "=") or (
        following.text == ":" and following.kind == "mark"
    ):
        return verb.intent not in (Intent.CLICK, Intent.TYPE)
    if tokens[at].low in _NOUNS_TOO:
        # "email ada@example.org", "name Ada": a label with its value, not a command.
        if verb.base == "order" and _counts_things(tokens, at + verb.length):
            return False
        return following.low not in lexicon.DETERMINERS and following.low not in (
            "to",
            "for",
            "them",
        )
    return False


def _counts_things(tokens: tuple[Token, ...], at: int) -> bool:
    """Whether "3 tickets" stands here, rather than a number by itself."""
    if at + 1 >= len(tokens) or not tokens[at].text.isdecimal():
        return False
    noun = tokens[at + 1].text
    return noun.isalpha() and noun.islower() and noun not in lexicon.CONNECTORS


def _leads_clause(tokens: tuple[Token, ...], place: int) -> bool:
    """Whether "in the row of X, click …" begins here: a leading phrase, a comma, a verb."""
    if tokens[place].low not in _LEADING or (place and tokens[place - 1].low == "and"):
        return False
    for at in range(place + 1, min(place + 12, len(tokens) - 1)):
        if tokens[at].text == "," and tokens[at].kind == "mark":
            return _verb_after_fillers(tokens, at + 1) is not None
    return False


def _raw(tokens: tuple[Token, ...]) -> RawClause:
    """One clause: fillers and a leading phrase off, then the verb."""
    whole = tokens
    lead: tuple[Token, ...] = ()
    if tokens[0].low in _LEADING and verb_at(tokens, 0) is None:
        for at, token in enumerate(tokens):
            if at and token.text in (",", ":") and token.kind == "mark":
                found = _verb_after_fillers(tokens, at + 1)
                if found is not None or tokens[0].low == "if":
                    lead, tokens = tokens[:at], tokens[at + 1 :]
                    break
            if at > 1 and _names_where(tokens[1:at]) and _verb_after_fillers(tokens, at):
                lead, tokens = tokens[:at], tokens[at:]  # "On the support page open …"
                break
    if not tokens:
        return RawClause(None, (), lead, whole)
    found = _verb_after_fillers(tokens, 0)
    if found is None:
        return RawClause(None, tokens, lead, whole)
    verb, at = found
    verb, body = _with_particle(verb, tokens[at + verb.length :])
    return RawClause(verb, body, lead, whole)


def _with_particle(verb: Verb, body: tuple[Token, ...]) -> tuple[Verb, tuple[Token, ...]]:
    """Take "turn X off" for "turn off X"."""
    if verb.base not in ("turn", "switch"):
        return verb, body
    for at, token in enumerate(body):
        after = body[at + 1].low if at + 1 < len(body) else ""
        ends = not after or body[at + 1].kind == "mark" or after in _AFTER_PARTICLE
        if at and token.low in ("on", "off") and ends:
            said = f"{verb.base} {token.low}"
            return replace(verb, base=said, intent=lexicon.VERBS[said]), (
                *body[:at],
                *body[at + 1 :],
            )
    return verb, body


def _names_where(tokens: tuple[Token, ...]) -> bool:
    """Whether words are a place in which something can be done: "the support page", "Lantern"."""
    if tokens[-1].low in _PLACES:
        return True
    return all(each.kind == "word" and each.text[:1].isupper() for each in tokens)


def _with_inner_verbs(raw: RawClause) -> list[RawClause]:
    """Take "… so that …", "… by clicking X", "… to find and click X" apart."""
    body = raw.body
    goal: tuple[Token, ...] = ()
    for at, token in enumerate(body):
        if token.low in ("so", "such", "until") and (
            token.low == "until" or (at + 1 < len(body) and body[at + 1].low == "that")
        ):
            goal = body[at + (1 if token.low == "until" else 2) :]
            body = body[:at]
            break
    raw = replace(raw, body=body, goal=goal)
    if raw.verb is None:
        return [raw]
    for at, token in enumerate(body):
        if at + 1 >= len(body) or token.kind != "word":
            continue
        if token.low == "by":
            inner = inflected_at(body, at + 1)
            if inner is not None and body[at + 1].low.endswith("ing"):
                if inner.intent in (Intent.CLICK, Intent.CHOOSE, Intent.TYPE, Intent.HOVER):
                    rest = body[at + 1 + inner.length :]
                    return [replace(raw, verb=inner, body=rest, purpose=raw.tokens)]
                return [replace(raw, body=body[:at])]
        if token.low == "to":
            found = _verb_after_fillers(body, at + 1)
            if found is None or found[1] != at + 1:
                continue
            if at + 1 + found[0].length < len(body) and _is_noun_use(body, at + 1, found[0]):
                continue
            return _with_purpose(raw, at, found[0])
    return [raw]


def _with_purpose(raw: RawClause, at: int, inner: Verb) -> list[RawClause]:
    assert raw.verb is not None
    body = raw.body
    rest = body[at + 1 + inner.length :]
    own = raw.tokens[: len(raw.tokens) - (len(body) - at)]
    first = replace(raw, body=_cut(body[:at]), tokens=own)
    second = RawClause(inner, rest, (), body[at:], goal=raw.goal)
    if raw.verb.intent in (Intent.BROWSE, Intent.EXPAND, Intent.OPEN, Intent.SCROLL):
        return [first, *_with_inner_verbs(second)]
    if raw.verb.intent is Intent.TYPE and inner.intent in (Intent.SEARCH, Intent.FIND):
        return [first, second]
    bare = {"it", "them", "that", "this"}
    if all(token.low in bare or token.kind == "mark" for token in rest) or raw.verb.intent in (
        Intent.CLICK,
        Intent.CHOOSE,
    ):
        return [replace(first, purpose=body[at + 1 :], tokens=raw.tokens)]
    return [raw]


def _with_final_press(raw: RawClause) -> list[RawClause]:
    """Part "… hit submit" from the end of a clause where the connective was left out."""
    body = raw.body
    for length in (2, 3):
        if raw.verb is None or len(body) <= length:
            continue
        verb = verb_at(body, len(body) - length)
        words = " ".join(token.text.casefold() for token in body[len(body) - length + 1 :])
        if verb is None or verb.intent is not Intent.CLICK or verb.length != 1:
            continue
        if words.removeprefix("the ") in lexicon.SUBMIT_NAMES and verb.base != "press on":
            tail = body[len(body) - length :]
            return [
                replace(raw, body=body[: len(body) - length]),
                RawClause(verb, tail[1:], (), tail),
            ]
    return [raw]


def _cut(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    while tokens and tokens[-1].kind == "mark":
        tokens = tokens[:-1]
    return tokens


def covered(raw: RawClause, text: str) -> str:
    """The clause verbatim."""
    return source(raw.tokens, text)
