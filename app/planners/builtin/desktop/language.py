"""From a clause of an instruction to the errands that it asks for on a desktop.

Each reader takes the clause's words and answers with errands, or with None where the clause is not
of its kind; the first that answers is believed. What none of them knows (a button to press, a box
to tick, a page's form) is for the planner's general scripts.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from app.planners.builtin.desktop import names
from app.planners.builtin.desktop.plan import (
    BinFile,
    Calculate,
    CloseWindow,
    Errand,
    MakeFolder,
    MenuCommand,
    MoveFile,
    OpenFile,
    OpenPage,
    Program,
    PutCells,
    PutField,
    ReadCell,
    ReadPage,
    Replace,
    RunCommand,
    Said,
    Save,
    Style,
    Tell,
    Write,
)
from app.planners.builtin.plan import Clause, Intent

Errands = tuple[Errand, ...]
Reader = Callable[[str], Errands | None]

_Q = r"[\"“„«‘'`](?P<quoted>[^\"”“»’'`]+)[\"”“»’'`]"
_QUOTED = re.compile(
    r"[\"“„«`](?P<text>[^\"”“»`]*)[\"”“»`]|(?<!\w)['‘](?P<single>[^'’]+)['’](?!\w)"
)
_REFERENCE = re.compile(
    r"^(?:it|that|this|them|(?:the|that|this|its|their|his|her|what)\s+.{1,60})$", re.IGNORECASE
)
_FILLER = re.compile(
    r"^(?:(?:please|now|then|and|also|just|finally|next|first|afterwards|after that|to)\b[\s,]*)+",
    re.I,
)
_PURPOSE = re.compile(
    r"^(?:use|open|start|launch|take|employ)\s+(?P<what>[^\"“]+?)\s+to\s+[a-z]+\b", re.IGNORECASE
)
_AGAIN = re.compile(r"\s+(?:again|afterwards|now|then|please|for me)\s*$", re.IGNORECASE)


def read(clause: Clause) -> Errands | None:
    """The errands of a clause; None where it asks for nothing that is special to a desktop."""
    text = clause.text.strip()
    if clause.intent is Intent.DRAG and clause.verb:  # of several drags each has its own words
        text = f"{clause.verb} {text}" if not text.casefold().startswith(clause.verb) else text
    text = _AGAIN.sub("", _FILLER.sub("", text).rstrip(" .!;,"))
    lead = _leading(clause)
    purposeful = _PURPOSE.match(text)
    if purposeful and (program := names.program_in(purposeful["what"])):
        lead, text = (*lead, Program(name=program)), ""  # what for is a clause of its own
    for reader in _READERS if text else ():
        errands = reader(text)
        if errands is not None:
            return (*lead, *errands)
    if lead and text and clause.intent is not Intent.BROWSE:
        return None
    return lead or None


def leading(clause: Clause) -> Errands:
    """The errands of a phrase in front ("In Writer, …") of a clause that is none by itself."""
    return _leading(clause)


def _leading(clause: Clause) -> Errands:
    """What "In Writer, …", "With the file manager, …" asks for first."""
    phrases = [clause.options.get("via", "")]
    if clause.scope is not None:
        phrases.append(clause.scope.text)
    for phrase in filter(None, phrases):
        if program := names.program_in(phrase):
            return (Program(name=program),)
        place = names.place_in(phrase)
        if place.file:
            return (OpenFile(path=place.path),)
    return ()


def said(text: str) -> Said:
    """What is to be put in, of the words for it.

    >>> said('the line "Call her"'), said("the result"), said("12")
    (Said(text='Call her', reference=False), Said(text='the result', reference=True), \
Said(text='12', reference=False))
    """
    text = text.strip().rstrip(",")
    quoted = _QUOTED.search(text)
    if quoted:
        return Said(quoted["text"] if quoted["text"] is not None else quoted["single"])
    bare = re.sub(
        r"^(?:the\s+)?(?:text|word|words|sentence|line|phrase|number|value|formula|title|heading|"
        r"following|message)\s*:?\s+(?=\S)",
        "",
        text,
        flags=re.IGNORECASE,
    )
    if bare == text and _REFERENCE.match(text):
        return Said(text, reference=True)
    return Said(bare)


# Opening.

_OPEN = re.compile(
    r"^(?:open|start|launch|run|bring up|show(?: me)?|go (?:back )?to|switch (?:back )?to|use|"
    r"using|view|return to|visit|load)\s+(?:up\s+)?(?P<what>.+)$",
    re.IGNORECASE | re.DOTALL,
)


def _opening(text: str) -> Errands | None:
    match = _OPEN.match(text)
    if match is None:
        return None
    what = match["what"]
    if url := names.address_in(what):
        return (OpenPage(url=url, program=names.without_program(what)[1]),)
    if program := names.program_in(what):
        return (Program(name=program),)
    rest, program = names.without_program(what)
    place = names.place_in(rest)
    if place.file:
        return (OpenFile(path=place.path, program=program),)
    place = names.place_in(f"in {rest}")
    if place.folder and not re.search(r"\bmenu\b|\bbutton\b|\btab\b|[\"“]", rest):
        return (OpenFile(path=place.folder, program=program or "file manager"),)
    verb = text.split()[0].casefold()
    capitalised = re.fullmatch(r"(?:the\s+)?(?:[A-Z][\w+-]*)(?:\s+[A-Z][\w+-]*){0,2}", what)
    if verb in ("start", "launch") and capitalised and not names.cells_in(what):
        return (Program(name=re.sub(r"^the\s+", "", what)),)
    return None


# Documents.

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
    r"|\s*\b(?:on|in)\s+(?:a|its)\s+(?:new|own|separate)\s+(?:line|paragraph)\b",
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


def _writing(text: str) -> Errands | None:
    match = _WRITE.match(text)
    if match is None:
        return None
    verb, what = text.split()[0].casefold(), match["what"]
    shielded, texts = _shield(what)
    new = _NEW_FILE.search(shielded)
    if new and names.file_in(_unshield(new["rest"], texts)):
        rest, program = names.without_program(_unshield(new["rest"], texts))
        value = said(_unshield(shielded[: new.start()], texts))
        return (Save(path=names.place_in(rest).path, program=program, said=value),)
    shielded, program = names.without_program(shielded)
    before: Errands = (Program(name=program),) if program else ()
    where = _END.search(shielded)
    adds = verb in ("add", "append", "insert")
    line = bool(_LINE.search(shielded)) or (
        adds and bool(re.search(r"\bline|\bparagraph", shielded))
    )
    shielded = _LINE.sub(" ", _END.sub(" ", shielded))
    shielded = _INTO_DOCUMENT.sub("", shielded.rstrip(" ,"))
    if not (texts or verb in ("type", "write", "append", "jot", "note") or where):
        return None
    if _names_a_field(shielded):
        return None
    value = said(_unshield(shielded, texts))
    at = (
        where["where"].casefold()
        if where
        else ("end" if adds and (line or verb == "append") else "")
    )
    side = {"end": "end", "bottom": "end", "start": "start", "beginning": "start", "top": "start"}
    errand = Write(said=value, where=side.get(at, "here"), line=line)  # type: ignore[arg-type]
    return (*before, errand)


def _names_a_field(text: str) -> bool:
    """Whether the text goes into a field that the words name ("… into the search box")."""
    return bool(
        re.search(
            r"\b(?:in|into|inside|as|for)\s+(?:the\s+|its\s+)?[\w -]*\b(?:field|box|bar|input|form|"
            r"textbox|entry)\b",
            text,
            re.IGNORECASE,
        )
    )


def _shield(text: str) -> tuple[str, list[str]]:
    """Put marks in place of quoted texts, so that no word in them is taken for one of ours."""
    texts: list[str] = []

    def mark(match: re.Match[str]) -> str:
        texts.append(match.group())
        return f"\ue000{len(texts) - 1}\ue001"

    return _QUOTED.sub(mark, text), texts


def _unshield(text: str, texts: list[str]) -> str:
    return re.sub(r"\ue000(\d+)\ue001", lambda match: texts[int(match[1])], text)


_REPLACE = re.compile(
    r"^(?:replace|change|swap|substitute)\s+(?:every\s+|all\s+(?:the\s+)?|each\s+|the\s+word\s+)*"
    r"(?:occurrences?\s+of\s+)?(?:the\s+(?:word|text)\s+)?(?P<old>.+?)\s+"
    r"(?:with|by|to|into|for)\s+(?:the\s+(?:word|text)\s+)?(?P<new>.+?)"
    r"(?P<all>\s+(?:everywhere|throughout|in\s+(?:the|that|this)\s+(?:whole\s+)?"
    r"(?:document|file|text|letter)|all over|in all places))?$",
    re.IGNORECASE | re.DOTALL,
)


def _replacing(text: str) -> Errands | None:
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


def _styling(text: str) -> Errands | None:
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


def _saving(text: str) -> Errands | None:
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


# Calculators.

_EXPRESSION = re.compile(r"[-+(]?\d[\d.,\s()+*/x×÷:^%·−-]*\d\)?%?|√\s*\d+")
_NUMBER = r"[-\d.,]*\d"
_VERBAL = tuple(
    (
        re.compile(
            pattern.replace("N1", f"(?P<a>{_NUMBER})").replace("N2", f"(?P<b>{_NUMBER})"), re.I
        ),
        form,
    )
    for pattern, form in (
        (r"^add\s+N1\s+(?:and|to|plus)\s+N2", "{a}+{b}"),
        (r"^subtract\s+N2\s+from\s+N1", "{a}-{b}"),
        (r"^multiply\s+N1\s+(?:by|with|and)\s+N2", "{a}*{b}"),
        (r"^divide\s+N1\s+by\s+N2", "{a}/{b}"),
    )
)
_WORDS = ((r"\bplus\b", "+"), (r"\bminus\b", "-"), (r"\b(?:times|multiplied by)\b", "*"),
          (r"\b(?:divided by|over)\b", "/"), (r"[x×·]", "*"), (r"[÷:]", "/"), ("−", "-"),
          )  # fmt: skip
_CALCULATE = re.compile(
    r"^(?:calculate|compute|work out|figure out|evaluate|what(?:'s| is)|how much is|determine|"
    r"find)\s+"
    r"(?P<what>.+)$",
    re.IGNORECASE | re.DOTALL,
)


def _calculating(text: str) -> Errands | None:
    rest, program = names.without_program(text)
    for pattern, form in _VERBAL:
        if match := pattern.match(rest):
            expression = form.format(a=match["a"], b=match["b"])
            return (Calculate(expression=expression, program=program),)
    match = _CALCULATE.match(rest)
    if match is None:
        return None
    what = re.sub(r"^(?:the\s+)?(?:sum|product|result|value)\s+of\s+", "", match["what"])
    expression = expression_in(what)
    return (Calculate(expression=expression, program=program),) if expression else None


def expression_in(text: str) -> str:
    """The sum that a text poses, with the signs of a keyboard; "" if it poses none.

    >>> expression_in("127 × 48"), expression_in("12 plus 30"), expression_in("room 12")
    ('127*48', '12+30', '')
    """
    for word, sign in _WORDS:
        text = re.sub(word, sign, text, flags=re.IGNORECASE)
    for match in _EXPRESSION.finditer(text):
        found = re.sub(r"(?<=\d),(?=\d{3}\b)|\s+", "", match.group())
        if re.search(r"\d\)*%?[-+*/^]", found):
            return found
    return ""


# Spreadsheets.

_PUT = re.compile(
    r"^(?:put|enter|type|write|insert|set|add|fill|change)\s+(?P<what>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_TO_CELL = (
    r"(?:in|into|to|at|for)\s+(?:the\s+)?(?:cell\s+)?(?P<{0}>\$?[A-Z]{{1,3}}\$?[1-9]\d{{0,6}})\b"
)
_PAIR = re.compile(
    r"(?P<value>.+?)\s+" + _TO_CELL.format("cell") + r"(?:\s*(?:,|;|\band\b)\s*)*", re.I
)
_CELL_FIRST = re.compile(
    r"^(?:set|change|fill)\s+(?:the\s+)?(?:value\s+of\s+)?(?:cell\s+)?"
    r"(?P<cell>[A-Z]{1,3}[1-9]\d{0,6})\s+(?:to|with|=)\s+(?P<value>.+)$",
    re.IGNORECASE,
)
_FIELD = re.compile(
    r"^(?:change|set|update|correct|put)\s+(?:the\s+)?(?P<column>[\w -]+?)\s+"
    r"(?:for|of|in the row of)"
    r"\s+(?:the\s+)?(?P<row>[\w -]+?)\s+(?:from\s+\S+\s+)?(?:to|as)\s+(?P<value>.+)$",
    re.IGNORECASE,
)


def _cells(text: str) -> Errands | None:
    first = _CELL_FIRST.match(text)
    if first:
        return (PutCells(cells=((first["cell"].upper(), said(first["value"])),)),)
    match = _PUT.match(text)
    if match is None:
        return None
    pairs = []
    for pair in _PAIR.finditer(match["what"]):
        if not pair["cell"].isupper():
            return None
        pairs.append((pair["cell"].replace("$", ""), said(pair["value"])))
    return (PutCells(cells=tuple(pairs)),) if pairs else None


def _field(text: str) -> Errands | None:
    match = _FIELD.match(text)
    if match is None:
        return None
    return (PutField(row=match["row"], column=match["column"], said=said(match["value"])),)


_READ_CELL = re.compile(
    r"^(?P<verb>read|tell me|say|what(?:'s| is| does)|look up|note|give me|find out|copy|take)\b"
    r"(?P<rest>.*?\b(?P<cell>[A-Z]{1,3}[1-9]\d{0,6})\b.*)$",
    re.IGNORECASE | re.DOTALL,
)


def _reading_cell(text: str) -> Errands | None:
    match = _READ_CELL.match(text)
    if match is None or not match["cell"].isupper():
        return None
    place = names.place_in(match["rest"])
    before: Errands = (OpenFile(path=place.path),) if place.file else ()
    tell = match["verb"].casefold() not in ("note", "copy", "take")
    return (*before, ReadCell(address=match["cell"], tell=tell))


_LOOK_UP = re.compile(
    r"^(?P<verb>look up|look for|find(?: out)?|read(?: out)?|get|check|tell me|take|copy|note|"
    r"what(?:'s| is))"
    r"\s+(?P<what>.+?)\s+(?:on|at|from|in)\s+(?:the\s+(?:web\s+)?page\s+)?(?P<url>https?://\S+|www\.\S+)$",
    re.IGNORECASE | re.DOTALL,
)


def _looking_up(text: str) -> Errands | None:
    rest, program = names.without_program(text)
    match = _LOOK_UP.match(rest)
    if match is None:
        return None
    page = OpenPage(url=names.address_in(match["url"]), program=program)
    return (page, ReadPage(what=match["what"]))


_RESULT = re.compile(
    r"^(?:tell me|say|report|read(?: out)?|give me|let me know|show me|note|remember|copy|"
    r"what(?:'s| is))\s+"
    r"(?P<what>(?:the\s+|its\s+)?(?:result|answer|sum|total|product|difference|outcome|output|number)"
    r"(?:\s+(?:of it|it shows|is|that it shows|shown))?|what\s+(?:it|the\s+\w+)\s+"
    r"(?:prints?|says?|shows?|outputs?|gives?|is|answers?|comes? (?:out|to)))\??$",
    re.IGNORECASE,
)


def _telling(text: str) -> Errands | None:
    match = _RESULT.match(text.rstrip("?"))
    return (Tell(what=match["what"]),) if match else None


# Files and folders.

_NEW_FOLDER = re.compile(
    r"^(?:make|create|add)\s+(?:a\s+|the\s+)?(?:new\s+)?(?:sub)?(?:folder|directory)\s+"
    r"(?:(?:called|named|with the name)\s+)?(?P<name>[\"“'][^\"”']+[\"”']|[\w.-]+)(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_RENAME = re.compile(
    r"^rename\s+(?P<what>.+?)\s+(?:to|as|into)\s+(?P<name>[\"“'][^\"”']+[\"”']|[\w.-]+)$",
    re.IGNORECASE | re.DOTALL,
)
_MOVE = re.compile(
    r"^(?P<verb>move|copy|put|drag|duplicate)\s+(?P<what>.+?)\s+(?:in)?to\s+(?P<place>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_BIN = re.compile(
    r"^(?:(?:move|put|throw|send|drag)\s+(?P<what>.+?)\s+(?:in)?to\s+(?:the\s+|my\s+)?"
    r"(?:(?:rubbish\s+|recycle\s+|waste\s*)?bin|trash(?:\s+can)?)"
    r"|(?:delete|trash|bin|remove)\s+(?P<object>.+))$",
    re.IGNORECASE | re.DOTALL,
)


def _filing(text: str) -> Errands | None:
    text, program = names.without_program(text)
    before: Errands = (Program(name=program),) if program else ()
    if match := _NEW_FOLDER.match(text):
        folder = names.folder_in(match["rest"])
        name = match["name"].strip("\"“”'")
        return (*before, MakeFolder(path=f"{folder}/{name}" if folder else name))
    if match := _RENAME.match(text):
        old = _thing(match["what"])
        new = match["name"].strip("\"“”'")
        return (*before, MoveFile(path=old, to=_sibling(old, new))) if old else None
    if match := _BIN.match(text):
        old = _thing(match["what"] or match["object"])
        return (*before, BinFile(path=old)) if old else None
    if match := _MOVE.match(text):
        old = _thing(match["what"])
        folder = names.folder_in(f"to {match['place']}")
        if not old or not folder:
            return None
        copies = match["verb"].casefold() in ("copy", "duplicate")
        return (*before, MoveFile(path=old, to=f"{folder}/{_last(old)}", copy=copies))
    return None


def _thing(text: str) -> str:
    """The path of the file or folder that is meant, its folder only if it is said."""
    place = names.place_in(text)
    if place.file:
        return f"{place.folder}/{place.file}" if place.folder else place.file
    match = re.match(
        r"(?:the\s+|my\s+)?(?:folder|directory|file)\s+(?P<a>[\"“']?[\w. -]+?[\"”']?)"
        r"(?=\s+(?:in|from|on)\b|$)"
        r"|(?:the\s+|my\s+)?(?P<b>[\w-]+)\s+(?:folder|directory)\b",
        text,
        re.IGNORECASE,
    )
    if match is None:
        return ""
    name = (match["a"] or match["b"]).strip("\"“”'")
    folder = names.folder_in(text[match.end() :])
    return f"{folder}/{name}" if folder else name


def _sibling(path: str, name: str) -> str:
    folder = path.rpartition("/")[0]
    return f"{folder}/{name}" if folder else name


def _last(path: str) -> str:
    return path.rpartition("/")[2]


# Terminals.

_RUN = re.compile(
    r"^(?:run|execute|type|enter|issue|do|use|start)\s+(?:the\s+)?(?:(?:shell\s+|terminal\s+)?"
    r"(?P<noun>command|commands|line)\s*:?\s+)?(?P<what>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_IN_TERMINAL = (
    r"\s*\b(?:in|into|on|with|using)\s+(?:a|the|my)\s+(?:new\s+)?"
    r"(?:terminal(?: emulator)?|console|shell|command line)\b"
)
_CODE = re.compile(r"`(?P<code>[^`]+)`")


def _running(text: str) -> Errands | None:
    match = _RUN.match(text)
    if match is None:
        return None
    code = _CODE.search(match["what"])
    terminal = re.search(
        _IN_TERMINAL,
        _CODE.sub(" ", match["what"]),
        re.IGNORECASE,
    )
    if code is None and not (match["noun"] or terminal):
        return None
    if code is not None:
        return (RunCommand(command=code["code"]),)
    what = re.sub(
        _IN_TERMINAL + r"\s*",
        " ",
        match["what"],
        flags=re.IGNORECASE,
    ).strip()
    return (RunCommand(command=said(what).text),) if what else None


# Commands of the program, and its windows.

_TURN = re.compile(
    r"^(?P<verb>rotate|turn|flip|mirror|zoom|undo|redo|print|crop)\b\s*(?P<rest>.*)$", re.IGNORECASE
)
_THING = re.compile(
    r"\b(?:it|the|this|that|my|picture|image|photo|document|page|around|to)\b", re.IGNORECASE
)
_STEP = re.compile(
    r"^(?:go|move|switch|skip|advance)\s+(?:on\s+)?to\s+(?:the\s+)?(?P<which>next|previous|first|last)\s+"
    r"(?P<what>\w+)$",
    re.IGNORECASE,
)


def _commanding(text: str) -> Errands | None:
    if match := _STEP.match(text):
        return (MenuCommand(words=match["which"].casefold()),)
    match = _TURN.match(text)
    if match is None:
        return None
    verb, rest = match["verb"].casefold(), match["rest"]
    if verb == "turn":
        if re.match(r"(?:on|off)\b|.*\b(?:on|off)$", rest, re.IGNORECASE):
            return None
        if not re.search(r"clockwise|left|right|upside", rest, re.IGNORECASE):
            return None
        verb = "rotate"
    words = " ".join(_THING.sub(" ", rest).split())
    return (MenuCommand(words=f"{verb} {words}".strip()),)


def _closing(text: str) -> Errands | None:
    match = re.match(
        r"^(?:close|quit|exit|leave)(?:\s+(?P<what>.+))?$", text.strip(), re.IGNORECASE
    )
    if match is None:
        return None
    what = (match["what"] or "").strip()
    if re.search(r"\b(?:tab|dialog|popup|menu|section|panel|banner)\b", what, re.IGNORECASE):
        return None
    if not what or re.fullmatch(
        r"(?:it|them|(?:the|this|that)\s+(?:window|program|application|app|file|document|settings|"
        r"picture|image|spreadsheet))(?:\s+window)?",
        what,
        re.IGNORECASE,
    ):
        return (CloseWindow(),)
    if program := names.program_in(what):
        return (CloseWindow(name=program),)
    return None


_READERS: tuple[Reader, ...] = (
    _running,
    _calculating,
    _reading_cell,
    _looking_up,
    _telling,
    _cells,
    _filing,
    _styling,
    _saving,
    _opening,
    _replacing,
    _field,
    _commanding,
    _closing,
    _writing,
)
