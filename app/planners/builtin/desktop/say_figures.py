"""Clauses on sums and tables: calculators, cells, and what is to be told."""

from __future__ import annotations

import re

from app.planners.builtin.desktop import names
from app.planners.builtin.desktop.plan import (
    Calculate,
    OpenFile,
    OpenPage,
    PutCells,
    PutField,
    ReadCell,
    ReadPage,
    Tell,
)
from app.planners.builtin.desktop.saying import Errands, said

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


def calculating(text: str) -> Errands | None:
    """“Work out X”, “add X and Y”."""
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
    if not expression:
        return None
    asked = (Tell(what=what),) if re.match(r"what|how", rest, re.IGNORECASE) else ()
    return (Calculate(expression=expression, program=program), *asked)


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


# Cells, and what is told of them.

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


def cells(text: str) -> Errands | None:
    """“Put X in B2 and Y in B3”."""
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


def field(text: str) -> Errands | None:
    """“Change the amount for X to Y”."""
    match = _FIELD.match(text)
    if match is None:
        return None
    return (PutField(row=match["row"], column=match["column"], said=said(match["value"])),)


_READ_CELL = re.compile(
    r"^(?P<verb>read|tell me|say|what(?:'s| is| does)|look up|note|give me|find out|copy|take)\b"
    r"(?P<rest>.*?\b(?P<cell>[A-Z]{1,3}[1-9]\d{0,6})\b.*)$",
    re.IGNORECASE | re.DOTALL,
)


def reading_cell(text: str) -> Errands | None:
    """“Tell me what B5 says”."""
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


def looking_up(text: str) -> Errands | None:
    """“Look up X on URL”."""
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


_WHAT_DOES = re.compile(
    r"^what\s+(?:does|did|do|is|has)\s+(?:it|that|they|the\s+[\w ]+?)\s+"
    r"(?:print|printed|say|said|show|shown|output|give|answer|come (?:out|to))\??$",
    re.IGNORECASE,
)
_OF_A_ROW = re.compile(
    r"^(?:what(?:'s| is| are)|how much is|tell me|read(?: out)?|give me|look up|note|find out)\s+"
    r"(?:the\s+)?(?P<column>[\w -]+?)\s+(?:for|of|in the row of)\s+(?:the\s+)?"
    r"(?P<row>[\w -]+?)\??$",
    re.IGNORECASE,
)


def of_a_row(text: str) -> Errands | None:
    """“What is the amount for X?”, where a spreadsheet is in front."""
    match = _OF_A_ROW.match(text.rstrip("?. "))
    return (ReadCell(row=match["row"], column=match["column"], tell=True),) if match else None


def telling(text: str) -> Errands | None:
    """“Tell me the result”."""
    if _WHAT_DOES.match(text.strip()):
        return (Tell(what=text.strip()),)
    match = _RESULT.match(text.rstrip("?"))
    return (Tell(what=match["what"]),) if match else None
