"""Says an instruction in other words, to tell understanding from recognising a wording.

Verbs, connectives and the frame of the sentence are swapped; quoted text, numbers and names stay as
they are. The choice among the alternatives depends only on the seed and the text, so that a
paraphrased evaluation can be repeated.
"""

from __future__ import annotations

import random
import re

# What is replaced, as whole words and longest first, and by what.
_SWAPS: dict[str, tuple[str, ...]] = {
    "click on": ("tap on", "tap", "press on", "hit"),
    "click": ("tap", "press", "hit"),
    "clicking": ("tapping", "pressing"),
    "select": ("choose", "pick", "mark"),
    "choose": ("select", "pick"),
    "pick": ("choose", "select"),
    "enter": ("put", "write", "fill in"),
    "type": ("enter", "write", "put"),
    "write": ("type", "put down"),
    "input": ("enter", "type"),
    "press": ("hit", "push"),
    "hit": ("press",),
    "submit": ("send off", "send"),
    "find": ("look for", "locate", "search out"),
    "search for": ("look up", "look for"),
    "search": ("look", "hunt"),
    "use": ("make use of", "work with"),
    "using": ("by means of", "with"),
    "drag": ("pull", "move"),
    "move": ("shift", "take"),
    "draw": ("sketch", "paint"),
    "highlight": ("mark",),
    "copy": ("duplicate", "take"),
    "paste": ("insert", "put"),
    "expand": ("open up", "unfold"),
    "open": ("bring up", "go into"),
    "close": ("shut", "dismiss"),
    "delete": ("remove", "get rid of"),
    "retweet": ("repost",),
    "reply": ("respond", "answer"),
    "forward": ("pass on", "send on"),
    "book": ("reserve",),
    "order": ("request",),
    "buy": ("purchase",),
    "determine": ("work out", "figure out"),
    "solve": ("work out",),
    "guess": ("try to hit on",),
    "count": ("tally",),
    "create": ("make", "set up"),
    "set": ("put", "adjust"),
    "adjust": ("set", "change"),
    "check": ("tick",),
    "scroll": ("move",),
    "switch": ("change over", "go"),
    "login": ("sign in",),
    "log in": ("sign in",),
    "sign in": ("log in",),
    "and then": ("and after that", "and next"),
    "then": ("after that", "next", "afterwards"),
    "and": ("and also", "and"),
    "into": ("in", "inside"),
    "until": ("till",),
    "containing": ("that holds", "with"),
    "labeled": ("called", "named", "that says"),
    "labelled": ("called", "named", "that says"),
    "textbox": ("text field", "input box", "field"),
    "text field": ("text box", "input field"),
    "text area": ("big text field", "text box"),
    "checkbox": ("tick box",),
    "checkboxes": ("tick boxes",),
    "dropdown": ("drop-down menu",),
    "list": ("selection",),
    "items": ("entries",),
    "item": ("entry",),
    "link": ("hyperlink",),
    "section": ("part",),
    "shape": ("figure",),
    "correct": ("right",),
    "smallest": ("tiniest",),
    "largest": ("biggest",),
    "greatest": ("biggest", "highest"),
    "cheapest": ("least expensive",),
    "same": ("identical",),
    "below": ("underneath", "beneath"),
    "above": ("over",),
    "exactly": ("precisely",),
    "all": ("every one of",),
    "once you're done": ("as soon as you have finished",),
    "when done": ("at the end", "when you are finished"),
}
_SWAPS["all"] = ("all", "all of")

_FRAMES = (
    "{}",
    "{}",
    "Please {}",
    "Could you {}",
    "I need you to {}",
    "I would like you to {}",
    "Your job: {}",
    "{} Thanks!",
    "Kindly {}",
)

_QUOTED = re.compile(r'("[^"]*"|“[^”]*”|\'(?:[^\'\n]*)\'(?![A-Za-z]))')
_PHRASE = re.compile(
    r"\b(?:"
    + "|".join(re.escape(phrase) for phrase in sorted(_SWAPS, key=len, reverse=True))
    + r")\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[A-Z][a-z]+ ")


def paraphrase(text: str, seed: int) -> str:
    """The instruction in other words.

    A swapped word keeps its capital. Words in the middle of a sentence that begin with a capital
    are taken for names and stay.
    """
    chance = random.Random(f"{seed}:{text}")
    parts = _QUOTED.split(text)
    for index in range(0, len(parts), 2):  # what is between the quotations
        parts[index] = _PHRASE.sub(
            lambda found, at=index: _swap(found, chance, parts, at), parts[index]
        )
    return _framed("".join(parts), chance)


def _swap(found: re.Match[str], chance: random.Random, parts: list[str], index: int) -> str:
    word = found.group()
    before = ("".join(parts[:index]) + found.string[: found.start()]).rstrip()
    begins = not before or before[-1] in ".!?:"
    if word[0].isupper() and not begins:
        return word
    other = chance.choice(_SWAPS[word.casefold()])
    return other[0].upper() + other[1:] if word[0].isupper() else other


def _framed(text: str, chance: random.Random) -> str:
    frame = chance.choice(_FRAMES)
    if not frame.startswith("{}"):
        if not _SENTENCE.match(text):
            return text
        text = text[0].lower() + text[1:]
    return frame.format(text)
