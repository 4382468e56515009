"""From an instruction to a plan: what each clause asks for, of what, with which values."""

from __future__ import annotations

import re
from dataclasses import replace

from app.planners.builtin import clauses, lexicon
from app.planners.builtin.assignments import assignments, split_list
from app.planners.builtin.clauses import RawClause
from app.planners.builtin.phrases import parse_phrase
from app.planners.builtin.plan import Assignment, Clause, Intent, Phrase, Plan
from app.planners.builtin.tokens import Token, source, tokenise
from app.planners.builtin.verbs import Verb, base_form
from app.planners.builtin.words import words

_PRONOUNS = frozenset(words("it them that this those these him her one"))
_INTO = ("into", "in", "inside", "onto", "within", "on")
_ADDRESS = re.compile(r"https?://\S+")
_PASSIVE = re.compile(
    r"^(?P<object>.+?)\s+(?:(?:that|which)\s+)?(?:should|must|needs? to|ha(?:s|ve) to|"
    r"ought to|(?:is|are) to|"
    r"needs?|requires?|wants?)\s+(?:be|get|to be|being)\s+(?P<verb>\w+)(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)  # fmt: skip
_DIRECTIONS = frozenset(
    words("left right up down upward upwards downward downwards leftward rightward")
)


def understand(text: str) -> Plan:
    """Parse an instruction. Anything at all is accepted; what is not understood has no verb."""
    text = " ".join(text.split())
    found: list[Clause] = []
    for raw in clauses.split(tokenise(_active(text)), _active(text)):
        found.extend(_clauses(raw, _active(text)))
    return Plan(text=text, clauses=tuple(_joined(found)))


def _active(text: str) -> str:
    """Turn "X should be deleted" into "delete X"."""
    match = _PASSIVE.match(text.rstrip(". "))
    if match is None:
        return text
    verb = base_form(match["verb"].casefold())
    return f"{verb} {match['object']}{match['rest']}" if verb else text


def _clauses(raw: RawClause, text: str) -> list[Clause]:
    clause = _frame(raw, text)
    options = dict(clause.options)
    scope = None
    first: list[Clause] = []
    if raw.lead:
        said = raw.lead[0].low
        if said == "if":
            options["condition"] = source(raw.lead[1:], text)
        elif said in ("with", "using", "via", "through"):
            options["via"] = source(raw.lead[1:], text)
        elif said in ("on", "at", "in", "from") and _ADDRESS.fullmatch(source(raw.lead[1:], text)):
            address = parse_phrase(raw.lead[1:], text)
            first = [
                Clause(intent=Intent.OPEN, verb="open", target=address, text=f"open {address.text}")
            ]
        else:
            scope = parse_phrase(raw.lead[1:], text)
    if raw.purpose:
        options["purpose"] = source(raw.purpose, text)
    clause = replace(
        clause,
        options=options,
        scope=scope,
        goal=source(raw.goal, text),
        text=clauses.covered(raw, text),
    )
    if clause.intent is Intent.DRAG and raw.verb is not None:
        return [*first, *_drags(clause, raw, text)]
    return [*first, clause]


def _frame(raw: RawClause, text: str) -> Clause:
    body = raw.body
    if raw.verb is None:
        return Clause(intent=Intent.ANSWER if _asks(raw.tokens) else Intent.COMMAND,
                      target=parse_phrase(body, text))  # fmt: skip
    verb = raw.verb
    match verb.intent:
        case Intent.TYPE:
            return _typing(verb, body, text)
        case Intent.SET:
            return _setting(verb, body, text)
        case Intent.CHOOSE:
            return _choosing(verb, body, text)
        case Intent.CHECK | Intent.UNCHECK:
            names = split_list(body, text)
            target = parse_phrase(body, text)
            if len(names) > 1:
                target = replace(target, names=names)
            return Clause(intent=verb.intent, verb=verb.base, target=target)
        case Intent.SEARCH:
            return _searching(verb, body, text)
        case Intent.CREATE | Intent.LOGIN:
            return _creating(verb, body, text)
        case Intent.COMMAND | Intent.DELETE | Intent.MARK | Intent.UPLOAD | Intent.COPY:
            return _commanding(verb, body, text)
        case Intent.ANSWER:
            return _answering(verb, body, raw, text)
        case Intent.CLICK if _pressed_key(body):
            return Clause(intent=Intent.CLICK, verb=verb.base, options={"key": _pressed_key(body)},
                          target=parse_phrase(body, text))  # fmt: skip
        case _:
            return Clause(intent=verb.intent, verb=verb.base, target=parse_phrase(body, text))


_KEYS = frozenset(words("enter return escape esc tab backspace delete space home end f5"))


def _pressed_key(body: tuple[Token, ...]) -> str:
    """The key of "press Enter", "hit the Escape key"; "" where a control is meant."""
    words = [token.text for token in body if token.low not in ("the", "on", "your", "keyboard")]
    if not words:
        return ""
    low = words[0].casefold()
    said_key = len(words) > 1 and words[1].casefold() == "key"
    if low in _KEYS and (len(words) == 1 or said_key) and low not in ("delete", "end", "home"):
        return {"return": "Enter", "esc": "Escape"}.get(low, low.capitalize())
    return words[0].capitalize() if said_key and low in _KEYS else ""


def _asks(tokens: tuple[Token, ...]) -> bool:
    return tokens[-1].text.startswith("?") or tokens[0].low in (
        "what", "which", "who", "whose", "when", "where", "how", "is", "are", "does", "do", "can",
    )  # fmt: skip


def _cut_at(body: tuple[Token, ...], words: tuple[str, ...], last: bool = False) -> int:
    """The place of the first (or last) of these words that parts the body in two; -1 for none."""
    places = [at for at, token in enumerate(body) if token.low in words and 0 < at < len(body) - 1]
    return (places[-1] if last else places[0]) if places else -1


def _typing(verb: Verb, body: tuple[Token, ...], text: str) -> Clause:
    body, options = _case(body)
    if several := _typed_into_several(body, text):
        return Clause(intent=Intent.TYPE, verb=verb.base, values=several, options=options)
    filling = verb.base.startswith(("fill", "populate", "complete"))
    cut = _cut_at(body, ("with", "using")) if filling or verb.base == "supply" else -1
    if cut > 0:
        place = parse_phrase(body[:cut], text)
        values = assignments(body[cut + 1 :], text)
        return Clause(
            intent=Intent.TYPE, verb=verb.base, place=place, values=values, options=options
        )
    cut = _place_cut(body)
    into = parse_phrase(body[cut + 1 :], text) if cut >= 0 else None
    said = body[:cut] if cut >= 0 else body
    if not said and cut == 0:  # "type into the box the text X"
        return _typing_place_first(verb, body, text, options)
    return Clause(
        intent=Intent.TYPE,
        verb=verb.base,
        target=parse_phrase(said, text),
        values=assignments(said, text),
        place=into,
        options=options,
    )


def _typed_into_several(body: tuple[Token, ...], text: str) -> tuple[Assignment, ...]:
    """“A into X and B into Y”: each value with its field; empty where it is not of that form."""
    into = [at for at, token in enumerate(body) if token.kind == "word" and token.low == "into"]
    if len(into) < 2:
        return ()
    found: list[Assignment] = []
    start = 0
    for at, following in zip(into, [*into[1:], len(body)], strict=True):
        breaks = [i for i in range(at + 2, following) if body[i].low in ("and", ",", "&")]
        last = following == len(body)
        if at == start or not (last or breaks):
            return ()
        end = following if last else breaks[-1]
        value, place = body[start:at], parse_phrase(body[at + 1 : end], text)
        quoted = [token for token in value if token.kind == "quoted"]
        said = quoted[0].text if len(quoted) == 1 else source(value, text)
        found.append(Assignment(field=_label(place), value=said, quoted=bool(quoted)))
        start = end + 1
    return tuple(found)


def _label(place: Phrase) -> str:
    """The name of a field, without the noun that only says that it is one."""
    if place.names or place.roles:
        return place.name or place.text
    return re.sub(r"^(?:the|a|an)\s+", "", place.text, flags=re.IGNORECASE)


def _place_cut(body: tuple[Token, ...]) -> int:
    """Where "into the text field" begins; -1 for nowhere."""
    for wanted in (("into", "inside", "onto"), ("in", "within", "to", "on", "at")):
        for at in range(len(body) - 2, -1, -1):
            if body[at].low not in wanted:
                continue
            if wanted[0] == "into" or _names_a_place(body[at + 1 :]):
                return at
    return -1


def _names_a_place(tokens: tuple[Token, ...]) -> bool:
    low = [token.low for token in tokens]
    if any(token.kind == "quoted" for token in tokens) and low[-1:] == [""]:
        return low[0] in lexicon.DETERMINERS and len(low) > 1
    return (
        any(" ".join(low[-n:]) in lexicon.ROLES for n in (1, 2, 3) if len(low) >= n)
        or low[-1] in ("form", "below", "above", "bar", "area", "blank", "column")
        or low[0] in ("the", "both", "its", "their", "it", "each")
    )


def _typing_place_first(
    verb: Verb, body: tuple[Token, ...], text: str, options: dict[str, str]
) -> Clause:
    for at in range(1, len(body)):
        if body[at].kind == "quoted" or (body[at].low in ("the",) and at > 2):
            return Clause(
                intent=Intent.TYPE, verb=verb.base, options=options,
                place=parse_phrase(body[1:at], text), values=assignments(body[at:], text),
            )  # fmt: skip
    return Clause(intent=Intent.TYPE, verb=verb.base, target=parse_phrase(body, text))


_CASES = {
    "upper": "upper", "uppercase": "upper", "capital": "upper", "capitals": "upper",
    "lower": "lower", "lowercase": "lower", "small": "lower", "caps": "upper",
}  # fmt: skip

_CASE_WORDS = {*_CASES, "all", "case", "letters", "only", "characters"}


def _case(body: tuple[Token, ...]) -> tuple[tuple[Token, ...], dict[str, str]]:
    """Take "in all upper case letters" out of the body."""
    for at, token in enumerate(body):
        if token.low not in ("in", "using", "with", "as"):
            continue
        end, case = at + 1, ""
        while end < len(body) and body[end].low in _CASE_WORDS:
            case = case or _CASES.get(body[end].low, "")
            end += 1
        if case:
            return body[:at] + body[end:], {"case": case}
    return body, {}


def _setting(verb: Verb, body: tuple[Token, ...], text: str) -> Clause:
    if verb.base == "rename to":
        body = body[:1]
    cut = _cut_at(body, ("to", "as", "at", "=", "with", "into"))
    if cut < 0:
        return Clause(intent=Intent.SET, verb=verb.base, target=parse_phrase(body, text))
    target = body[:cut]
    origin = _cut_at(target, ("from",))
    if origin > 0:
        target = target[:origin]
    values = assignments(body[cut + 1 :], text)
    if len(values) > 1 and not all(each.field for each in values):
        # "Set X to A and Y to B" is one clause for the splitter: it has one verb.
        pairs = _several_settings(body, text)
        if pairs:
            return Clause(intent=Intent.SET, verb=verb.base, values=pairs)
        values = (Assignment(field="", value=source(body[cut + 1 :], text)),)
    return Clause(
        intent=Intent.SET, verb=verb.base, target=parse_phrase(target, text),
        values=values or (Assignment(field="", value=source(body[cut + 1 :], text)),),
    )  # fmt: skip


def _several_settings(body: tuple[Token, ...], text: str) -> tuple[Assignment, ...]:
    pairs: list[Assignment] = []
    start = 0
    for at in [*[i for i, t in enumerate(body) if t.low in ("and", ",")], len(body)]:
        piece = body[start:at]
        cut = _cut_at(piece, ("to", "as", "at", "="))
        if cut > 0:
            value = piece[cut + 1 :]
            pairs.append(
                Assignment(
                    field=parse_phrase(piece[:cut], text).text,
                    value=value[0].text if len(value) == 1 else source(value, text),
                    quoted=value[0].kind == "quoted",
                )
            )
        elif piece:
            return ()
        start = at + 1
    return tuple(pairs)


def _choosing(verb: Verb, body: tuple[Token, ...], text: str) -> Clause:
    cut = _cut_at(body, ("from", "in", "with", "using", "on", "out"), last=True)
    place = None
    if cut > 0 and (body[cut].low != "in" or _names_a_place(body[cut + 1 :])):
        rest = body[cut + 1 :]
        if rest and rest[0].low == "of":
            rest = rest[1:]
        place = parse_phrase(rest, text)
        said = body[:cut]
    else:
        said = body
    if said and said[-1].low == "out":
        said = said[:-1]
    if several := _chosen_for_fields(said, text):
        return Clause(intent=Intent.CHOOSE, verb=verb.base, values=several, place=place)
    field = ""
    as_cut = _cut_at(said, ("as", "for"))
    if as_cut > 0:
        field = parse_phrase(said[as_cut + 1 :], text).words or source(said[as_cut + 1 :], text)
        said = said[:as_cut]
    names = split_list(said, text)
    target = parse_phrase(said, text)
    if len(names) > 1:
        target = replace(target, names=names)
    values = (Assignment(field=field, value=source(said, text)),) if field else ()
    return Clause(intent=Intent.CHOOSE, verb=verb.base, target=target, values=values, place=place)


def _chosen_for_fields(said: tuple[Token, ...], text: str) -> tuple[Assignment, ...]:
    """“"A" as customer and the product "B"”: what is quoted, each with its field."""
    found: list[Assignment] = []
    piece: list[Token] = []
    for token in (*said, None):
        if token is not None and token.low not in ("and", ",", "&"):
            piece.append(token)
            continue
        quoted = [each for each in piece if each.kind == "quoted"]
        rest = [
            each
            for each in piece
            if each.kind != "quoted" and each.low not in lexicon.DETERMINERS | {"as", "for", "to"}
        ]
        if len(quoted) != 1 or not rest:
            return ()
        found.append(Assignment(field=source(tuple(rest), text), value=quoted[0].text, quoted=True))
        piece = []
    return tuple(found) if len(found) > 1 else ()


def _searching(verb: Verb, body: tuple[Token, ...], text: str) -> Clause:
    if body and body[0].low == "for":
        body = body[1:]
    return Clause(
        intent=Intent.SEARCH, verb=verb.base, target=parse_phrase(body, text),
        values=assignments(body, text),
    )  # fmt: skip


def _creating(verb: Verb, body: tuple[Token, ...], text: str) -> Clause:
    cut = _cut_at(body, ("with", "named", "called", "titled", "for", "as", "using", "where", ":"))
    said = body[cut + 1 :] if cut > 0 else ()
    head = body[:cut] if cut > 0 else body
    if not body:
        return Clause(intent=verb.intent, verb=verb.base)
    values = assignments(said, text)
    if cut > 0 and body[cut].low in ("named", "called", "titled"):
        first = replace(values[0], field="name") if values and not values[0].field else None
        values = (first, *values[1:]) if first is not None else values
    return Clause(
        intent=verb.intent, verb=verb.base, target=parse_phrase(head, text), values=values
    )


def _commanding(verb: Verb, body: tuple[Token, ...], text: str) -> Clause:
    values: tuple[Assignment, ...] = ()
    for at, token in enumerate(body):
        if token.low in ("with", "saying", "containing", "text", "stating", "writing") and any(
            later.kind == "quoted" for later in body[at:]
        ):
            values = assignments(body[at + 1 :], text)
            body = body[:at]
            break
    to = [at for at, token in enumerate(body) if token.low == "to"]
    place = None
    target = body
    if to and to[0] == 0:  # "forward to Cathrine the email from Evy"
        end = next((at for at in range(1, len(body)) if body[at].low in ("the", "that", "my")), 0)
        if end > 1:
            place, target = parse_phrase(body[1:end], text), body[end:]
        else:
            place, target = parse_phrase(body[1:], text), ()
    elif to:
        place, target = parse_phrase(body[to[-1] + 1 :], text), body[: to[-1]]
    elif len(body) > 2 and body[0].text[:1].isupper() and body[1].low in lexicon.DETERMINERS:
        place, target = parse_phrase(body[:1], text), body[1:]  # "give Bobine the message …"
    return Clause(
        intent=verb.intent, verb=verb.base, target=parse_phrase(target, text), values=values,
        place=place,
    )  # fmt: skip


def _answering(verb: Verb, body: tuple[Token, ...], raw: RawClause, text: str) -> Clause:
    tokens = body
    while tokens and (
        tokens[0].low in ("me", "us", "is", "are", "out") or tokens[0].kind == "mark"
    ):
        tokens = tokens[1:]
    return Clause(
        intent=Intent.ANSWER, verb=verb.base, target=parse_phrase(tokens, text),
        options={"question": source(raw.tokens, text)},
    )  # fmt: skip


def _drags(clause: Clause, raw: RawClause, text: str) -> list[Clause]:
    """A drag has a target and a place; "and the rest into Y" makes another one."""
    pieces: list[tuple[Token, ...]] = []
    start = 0
    body = raw.body
    places = [
        at for at, t in enumerate(body) if t.low in ("into", "to", "onto", "inside", "in", "over")
    ]
    for at, token in enumerate(body):
        later = any(place > at for place in places)
        if token.low == "and" and later and any(start < place < at for place in places):
            pieces.append(body[start:at])
            start = at + 1
    pieces.append(body[start:])
    return [_drag(clause, piece, text) for piece in pieces]


def _drag(clause: Clause, body: tuple[Token, ...], text: str) -> Clause:
    cut = _cut_at(
        body, ("into", "onto", "inside", "to", "over", "in", "on", "between", "after", "before")
    )
    options = dict(clause.options)
    target = body[:cut] if cut > 0 else body
    place = parse_phrase(body[cut + 1 :], text) if cut > 0 else None
    for at, token in enumerate(body):
        if token.low in _DIRECTIONS and (
            cut < 0 or at < cut or (body[cut].low == "to" and at == cut + 2)
        ):
            if cut < 0 or at < cut or len(body) == cut + 3:
                options["direction"] = token.low.removesuffix("s").removesuffix("ward")
            if cut < 0 or at < cut:
                target, place = body[:at], place if cut > at else None
            break
    return replace(
        clause, target=parse_phrase(target, text), place=place, options=options,
        text=source(body, text),
    )  # fmt: skip


def _joined(found: list[Clause]) -> list[Clause]:
    """Resolve "find X and …": what was found is what the next clause is about."""
    joined: list[Clause] = []
    pending: Clause | None = None
    for place, clause in enumerate(found):
        last = place == len(found) - 1
        if clause.intent is Intent.FIND and not last:
            if clause.target:
                pending = clause
            continue
        if clause.intent is Intent.FIND and joined and _serves(joined[-1], clause):
            continue
        if pending is not None:
            clause = _about(clause, pending)
            if clause.intent not in (Intent.TYPE, Intent.CLICK, Intent.COMMAND, Intent.DELETE):
                pending = None
        joined.append(clause)
    return joined


def _serves(before: Clause, clause: Clause) -> bool:
    """Whether "use the feedback to find the right number" only explains an earlier clause."""
    return before.intent is Intent.BROWSE


def _about(clause: Clause, found: Clause) -> Clause:
    """The clause, about what was found before it."""
    bare = not clause.target or clause.target.text.casefold() in _PRONOUNS
    if clause.intent is Intent.TYPE:
        if any(each.value.casefold() in _PRONOUNS for each in clause.values):
            return replace(clause, options={**clause.options, "reference": found.target.text},
                           scope=found.target)  # fmt: skip
        return clause
    if clause.intent in (Intent.SUBMIT,) or clause.options.get("key"):
        return clause
    if clause.intent is Intent.CLICK and clause.target.name.casefold() in lexicon.SUBMIT_NAMES:
        return clause
    if bare:
        return replace(clause, target=found.target, scope=None)
    if clause.scope is None:
        return replace(clause, scope=found.target)
    return clause
