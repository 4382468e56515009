"""Clauses on documents: writing, replacing, making bold, saving."""

from __future__ import annotations

import re

from app.planners.builtin.desktop import names
from app.planners.builtin.desktop.plan import (
    OpenFile,
    Program,
    Replace,
    Said,
    Save,
    Style,
    Write,
)
from app.planners.builtin.desktop.saying import MARK, Errands, said, shield, unshield

_WRITE = re.compile(
    r"^(?:type|write|enter|put|add|append|insert|note|jot)(?:\s+(?:in|down|out))?\s+(?P<what>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_END = re.compile(
    r"\s*\b(?:at|to|on|as the last line at)\s+(?:the\s+)?(?:very\s+)?(?P<where>end|bottom|start|"
    r"beginning|top)(?:\s+of\s+(?:it|the\s+\w+))?\s*",
    re.IGNORECASE,
)
_LINE = re.compile(
    r"\s*\bas\s+(?:a|an|its)\s+(?:new\s+|own\s+|separate\s+|last\s+|further\s+)*(?:line|paragraph)\b"
    r"(?:\s+of\s+its\s+own\b)?"
    r"|\s*\b(?:on|in)\s+(?:a|its)\s+(?:new|own|separate)\s+(?:line|paragraph)\b"
    r"|\s*\b(?:on|in)\s+a\s+(?:line|paragraph)\s+of\s+its\s+own\b",
    re.IGNORECASE,
)
# "… of my shopping list (list.txt in Documents)", "… in report.odt, which is in Documents".
_IN_FILE = re.compile(
    r"[\s,]*\b(?:in|into|inside|of|to)\s+(?:(?:the|my|our|a)\s+[\w -]{1,40}?)?[\s,(]*"
    r"(?P<file>[\w~./-]*[\w-]\.[A-Za-z][A-Za-z0-9]{0,4})(?!\w)"
    r"(?P<folder>[\s,]*(?:(?:which|that)\s+(?:is|lies)\s+)?(?:in|from|on)\s+[\w ~/-]+?)?\)?"
    r"(?=[\s,.]*(?:\b(?:at|as|on|after|before|below|above|under|each)\b|$))",
    re.IGNORECASE,
)
# What may stand beside a quoted text without saying anything more of it.
_OF_A_TEXT = re.compile(
    r"\b(?:the|this|a|an|another|new|further|following|text|words?|sentence|line|paragraph|phrase"
    r"|number|value|title|heading|message|name|note|reading|saying|that|says|it|there|just|only"
    r"|also|too|as well|please|then|and|again|here|in|into|down|with)\b|[\s,:;.!]",
    re.IGNORECASE,
)
_INTO_DOCUMENT = re.compile(
    r"\s+\b(?:in|into|to|inside)\s+(?:it|the (?:file|document|editor|text|window|text area|note)|"
    r"(?:a|the) (?:new |blank |empty )?(?:text |plain )?(?:document|file|note)|there)\s*$",
    re.IGNORECASE,
)
_NEW_FILE = re.compile(
    r"\s+(?:in|into|to|as)\s+(?:a|the)\s+(?:new\s+)?(?:(?P<kind>text|plain text|text)\s+)?"
    r"(?:file|document|note)\s+(?:called|named|titled)?\s*(?P<rest>.+)$",
    re.IGNORECASE | re.DOTALL,
)
# "… into result.txt": a file of plain text needs no word that says so.
_TEXT_FILE = re.compile(
    r"\s+(?:in|into|to)\s+(?:the\s+)?(?P<rest>[\w-][\w.-]*\.(?:txt|text|md|log)\b.*)$",
    re.IGNORECASE | re.DOTALL,
)
_ONLY = re.compile(r"^(?:just|only)\s+", re.IGNORECASE)


_FIRST_OR_LAST = re.compile(
    r"\bas\s+(?:a|the|its)\s+(?:new\s+|very\s+)*(?P<which>first|last)\s+(?P<what>line|paragraph)\b",
    re.IGNORECASE,
)


def _side(match: re.Match[str]) -> str:
    side = "start" if match["which"].casefold() == "first" else "end"
    return f"as a new {match['what']} at the {side}"


def writing(text: str) -> Errands | None:
    """“Write X”, “add X at the end”, “write X into a new file called Y”."""
    match = _WRITE.match(text)
    if match is None:
        return None
    verb, what = text.split()[0].casefold(), match["what"]
    shielded, texts = shield(what)
    shielded = _FIRST_OR_LAST.sub(_side, shielded)
    adds = verb in ("add", "append", "insert")
    new = _NEW_FILE.search(shielded)
    if new is None and not adds and not _END.search(shielded):
        new = _TEXT_FILE.search(shielded)
    if new and names.file_in(unshield(new["rest"], texts)):
        rest, program = names.without_program(unshield(new["rest"], texts))
        value = said(_ONLY.sub("", unshield(shielded[: new.start()], texts)))
        return (Save(path=names.place_in(rest).path, program=program, said=value),)
    shielded, program = names.without_program(shielded)
    before: Errands = (Program(name=program),) if program else ()
    if file := _IN_FILE.search(shielded):
        path = names.place_in(file.group()).path
        before = (OpenFile(path=path, program=program),)
        shielded = f"{shielded[: file.start()]} {shielded[file.end() :]}"
    where = _END.search(shielded)
    line = bool(_LINE.search(shielded)) or (
        adds and bool(re.search(r"\bline|\bparagraph", shielded))
    )
    shielded = _LINE.sub(" ", _END.sub(" ", shielded))
    shielded = _INTO_DOCUMENT.sub("", shielded.rstrip(" ,"))
    if not (texts or verb in ("type", "write", "append", "jot", "note") or where):
        return None
    if _names_a_field(shielded):
        return None
    value, unread = _text_of(shielded, texts, lines=line)
    at = (
        where["where"].casefold()
        if where
        else ("end" if adds and (line or verb == "append") else "")
    )
    side = {"end": "end", "bottom": "end", "start": "start", "beginning": "start", "top": "start"}
    errand = Write(said=value, where=side.get(at, "here"), line=line, unread=unread)  # type: ignore[arg-type]
    return (*before, errand)


_EACH = re.compile(r"[\s,]*\beach\s*$", re.IGNORECASE)
_LISTED = re.compile(r"\s*,\s*(?:and\s+)?|\s+and\s+", re.IGNORECASE)


def _text_of(shielded: str, texts: list[str], *, lines: bool) -> tuple[Said, str]:
    """What is to be written, and what is said beside it that is not understood.

    Args:
        shielded: the words for it.
        texts: that are quoted in them.
        lines: whether "each" in them means lines.
    """
    each = _EACH.search(shielded) if lines else None
    if each:
        items = _LISTED.split(shielded[: each.start()].strip())
        return Said("\n".join(said(unshield(item, texts)).text for item in items)), ""
    whole = unshield(shielded, texts).strip()
    value = said(whole)
    rest = _OF_A_TEXT.sub("", MARK.sub("", shielded)) if value.quoted else ""
    unclear = rest or len(MARK.findall(shielded)) > 1
    return value, " ".join(whole.split()) if unclear else ""


def _names_a_field(text: str) -> bool:
    """Whether the text goes into a field that the words name ("… into the search box")."""
    named = re.search(r"\binto\s+(?P<what>[^\s\ue000].*)$", text, re.IGNORECASE | re.DOTALL)
    if named and not names.file_in(named["what"]):
        return True
    return bool(
        re.search(
            r"\b(?:in|into|inside|as|for)\s+(?:the\s+|its\s+)?[\w -]*\b(?:field|box|bar|input|form|"
            r"textbox|entry)\b",
            text,
            re.IGNORECASE,
        )
    )


_REPLACE = re.compile(
    r"^(?:replace|change|swap|substitute)\s+(?:every\s+|all\s+(?:the\s+)?|each\s+|the\s+word\s+)*"
    r"(?:occurrences?\s+of\s+)?(?:the\s+(?:word|text)\s+)?(?P<old>.+?)\s+"
    r"(?:with|by|to|into|for)\s+(?:the\s+(?:word|text)\s+)?(?P<new>.+?)"
    r"(?P<all>\s+(?:everywhere|throughout|in\s+(?:the|that|this)\s+(?:whole\s+)?"
    r"(?:document|file|text|letter)|all over|in all places))?$",
    re.IGNORECASE | re.DOTALL,
)


def replacing(text: str) -> Errands | None:
    """“Replace X with Y”."""
    match = _REPLACE.match(text)
    if match is None:
        return None
    verb = text.split()[0].casefold()
    if verb == "change" and not (
        match["all"] or re.match(r"change\s+(?:every|all|each)\b", text, re.I)
    ):
        return None
    return (Replace(old=said(match["old"]).text, new=said(match["new"])),)


_STYLE_WORDS = {
    "bold": "bold", "italic": "italic", "italics": "italic", "underlined": "underline",
    "underline": "underline", "underscored": "underline",
}  # fmt: skip
_STYLE = re.compile(
    r"^(?:make|set|turn|format|put)\s+(?P<what>.+?)\s+(?:in\s+|to\s+|as\s+|into\s+)?"
    r"(?P<style>bold|italics?|underlined?)$"
    r"|^(?P<verb>bold|italici[sz]e|underline)\s+(?P<object>.+)$",
    re.IGNORECASE,
)


def styling(text: str) -> Errands | None:
    """“Make it bold”."""
    match = _STYLE.match(text)
    if match is None:
        return None
    word = (match["style"] or match["verb"]).casefold()
    style = _STYLE_WORDS.get(word) or ("italic" if word.startswith("italic") else word)
    what = said(match["what"] or match["object"])
    return (Style(style=style, text="" if what.reference else what.text),)  # type: ignore[arg-type]


_SAVE = re.compile(
    r"^(?:save|store|keep)(?P<what>\s+.+)?$",
    re.IGNORECASE | re.DOTALL,
)
_DOCUMENT = re.compile(
    r"^(?:(?:it|that|this|them)\b(?=\s*(?:$|,|\b(?:in|as|to|under|on|with|into|at|using|by)\b))"
    r"|everything|all|(?:the|this|that|my|your)\s+(?:new\s+)?(?:text\s+)?"
    r"(?:file|document|spreadsheet|text|letter|sheet|table|picture|image|photo|note|changes|work|"
    r"workbook|page|result\s+file))\b",
    re.IGNORECASE,
)


def saving(text: str) -> Errands | None:
    """“Save it as X in Y”."""
    match = _SAVE.match(text)
    if match is None:
        return None
    rest = (match["what"] or "").strip()
    if not rest:
        return (Save(),)
    document = _DOCUMENT.match(rest)
    where, program = names.without_program(rest)
    place = names.place_in(where)
    if document:
        pronoun = document.group().casefold() in ("it", "that", "this")
        value = Said(document.group(), reference=True) if pronoun else None
        if not place.file:
            return (Save(program=program),) if not place.folder else None
        return (Save(path=place.path, program=program, said=value),)
    if not place.file:
        return None
    cut = re.search(r"\s+(?:in|as|to|into|under)\b", where)
    value = said(where[: cut.start()] if cut else where)
    if value.text == place.file:  # "save notes.txt"
        return (Save(),)
    return (Save(path=place.path, program=program, said=Said(value.text, value.reference)),)
