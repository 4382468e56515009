"""Writing into documents, replacing text in them, making text bold."""

from __future__ import annotations

from functools import partial

from actions.action import Press, Type, Wait
from actions.target import ElementRef
from app.planners.builtin.desk import Script, Stuck
from app.planners.builtin.desktop import commands, entering
from app.planners.builtin.desktop.bench import Bench
from app.planners.builtin.desktop.plan import Replace, Said, Style, Write
from app.planners.builtin.desktop.questions import button_called
from app.planners.builtin.match import plain
from app.planners.builtin.values import not_described
from perception.element import Element
from perception.predicate import Exists, FileText, Not, Predicate

_BLOCKS = ("paragraph", "heading", "listitem")
_STYLE_KEYS = {"bold": "Control+b", "italic": "Control+i", "underline": "Control+u"}


def text_for(bench: Bench, said: Said) -> str:
    """The text that is meant.

    Raises:
        Stuck: it refers to something that was never read, or only tells what is wanted.
    """
    if not said.reference:
        if said.text in bench.desk.task.values:
            return bench.desk.task.values[said.text]
        if not said.quoted:
            not_described(said.text)
        return said.text
    if not bench.value:
        raise Stuck(f"It is not known what “{said.text}” is: nothing was read so far.")
    return bench.value


def text_area(bench: Bench) -> Element | None:
    """The document's text: the largest thing to write in; None where none is perceived."""
    active = bench.active
    areas = [
        each
        for each in bench.shown()
        if (active is None or each.surface == active.ref)
        and ("readonly" not in each.states)
        and (each.role == "document" or (each.editable and "multiline" in each.states))
    ]
    return max(areas, key=lambda each: each.box.area, default=None)


def text_in(bench: Bench, area: Element) -> str:
    """What a document's text says now: its own value, or its paragraphs."""
    if area.value is not None:
        return area.value
    inside = bench.desk.observation.within(area)
    return "\n".join(each.value or each.name for each in inside if each.role in _BLOCKS)


def write(bench: Bench, errand: Write) -> Script:
    """Type a text where it is to stand."""
    if errand.unread:
        raise Stuck(f"Where or how to write this is not understood: “{errand.unread}”.")
    text = text_for(bench, errand.said)
    document = bench.document
    area = text_area(bench)
    if area is not None and not _has_focus(bench, area):
        yield bench.desk.act("Put the cursor into the text.", *_focus(area))
        if bench.desk.failure:
            return False
    shown = text_in(bench, area) if area is not None else ""
    empty = area is not None and not shown.strip() and not document.path
    lines = [line for line in shown.splitlines() if line.strip()]
    beside = text  # with the line that it is to follow or to precede
    if errand.where == "end":
        yield bench.desk.press("Control+End", "Go to the end of the text.")
        if errand.line and (lines or document.path):
            if not shown.endswith("\n"):
                yield bench.desk.press("Enter", "Begin a new line.")
            beside = "\n".join([*lines[-1:], text])
    elif errand.where == "start":
        yield bench.desk.press("Control+Home", "Go to the beginning of the text.")
        beside = "\n".join([text, *lines[:1]]) if errand.line else text
    yield bench.desk.act(f"Type “{text}”.", Type(text=text, clear=False))
    if bench.desk.failure:
        raise Stuck(f"The text could not be typed: {bench.desk.failure}")
    if not _arrived(bench, text):
        raise Stuck(f"“{text}” was typed, but the document does not show it.")
    if errand.where == "start" and errand.line:
        yield bench.desk.press("Enter", "End the line.")
    if empty and not document.changed:
        document.written = text
        document.claims.append(partial(_says, text=text, whole=True))
    else:
        document.claims = [each for each in document.claims if not _claims_whole(each)]
        document.claims.append(partial(_says, text=beside, whole=False))
    document.edited()
    return True


def _arrived(bench: Bench, text: str) -> bool:
    """Whether the document shows what was typed, as far as it tells."""
    area = text_area(bench)
    shown = text_in(bench, area) if area is not None else ""
    return not shown or "".join(text.split()) in "".join(shown.split())


def replace(bench: Bench, errand: Replace) -> Script:
    """Replace a text everywhere, with the program's own dialog for it."""
    new = text_for(bench, errand.new)
    area = text_area(bench)
    shown = text_in(bench, area) if area is not None else ""
    if shown and errand.old.casefold() not in shown.casefold():
        raise Stuck(f"“{errand.old}” does not occur in the text.")
    if not (yield from _open_replacing(bench)):
        return False
    first, second = _replace_fields(bench)
    if first is None or second is None:
        return False
    for field, text in ((first, errand.old), (second, new)):
        if not (yield from entering.put(bench, field, text)):
            return False
    if not (yield from _replace_all(bench)):
        return False
    yield from _close_replacing(bench)
    document = bench.document
    document.edited()
    document.claims.append(partial(_says, text=new, whole=False))
    if errand.old not in new:
        document.claims.append(partial(_says_not, text=errand.old))
    return True


def style(bench: Bench, errand: Style) -> Script:
    """Select what is meant, and have it bold, italic or underlined."""
    document = bench.document
    written = document.written
    if errand.text and errand.text != written:
        return False
    if not written and not errand.text:
        raise Stuck("It is not said what to make " + errand.style + ".")
    area = text_area(bench)
    whole = area is None or text_in(bench, area).strip() in ("", written)
    if "\n" not in written and not whole:
        yield bench.desk.press("Shift+Home", "Select what was written.")
    else:
        yield bench.desk.press("Control+a", "Select the text.")
    yield bench.desk.press(_STYLE_KEYS[errand.style], f"Make it {errand.style}.")
    if bench.desk.failure:
        return False
    document.edited()
    button = next((e for e in bench.shown("button") if plain(e.name) == errand.style), None)
    if button is None:
        bench.unclaimed.append(f"making it {errand.style}")
        return True
    if "pressed" not in button.states:
        raise Stuck(f"It was to be made {errand.style}, but {button.described()} says it is not.")
    bench.claim(Exists(role="button", name=button.name, state="pressed"))
    return True


def _says(path: str, *, text: str, whole: bool) -> Predicate:
    return FileText(path=path, text=text, whole=whole)


def _says_not(path: str, *, text: str) -> Predicate:
    return Not(predicate=FileText(path=path, text=text))


def _claims_whole(claim: object) -> bool:
    return isinstance(claim, partial) and bool(claim.keywords.get("whole"))


def _has_focus(bench: Bench, area: Element) -> bool:
    if bench.desk.observation.focused == area.ref or "focused" in area.states:
        return True
    focused = bench.desk.observation.by_ref.get(bench.desk.observation.focused or "")
    return focused is not None and area in bench.desk.observation.ancestors(focused)


def _focus(area: Element) -> tuple[Press, ...]:
    # A click would put the cursor somewhere into the text; the key goes to the element instead.
    return (Press(keys="Control+End", target=ElementRef(ref=area.ref)),)


# The dialog for replacing.


def _open_replacing(bench: Bench) -> Script:
    for keys in ("Control+h", "Control+r"):
        yield bench.desk.press(keys, "Open the program's find and replace.")
        for _ in range(3):
            if all(_replace_fields(bench)):
                return True
            if bench.desk.changed:
                yield bench.desk.act("Wait for it.", Wait(seconds=0.5))
            else:
                break
    yield from commands.by_menu(bench, "find and replace")
    return all(_replace_fields(bench))


def _replace_fields(bench: Bench) -> tuple[Element | None, Element | None]:
    """The fields for the old and the new text."""
    area = text_area(bench)
    pool = [
        each
        for each in bench.shown("textbox", "searchbox", "combobox")
        if each.editable and (area is None or each.ref != area.ref)
        and "multiline" not in each.states
    ]  # fmt: skip
    new = next((each for each in pool if "replace" in _words(bench, each)), None)
    if new is None:
        return None, None
    rest = [each for each in pool if each.ref != new.ref and not _inside(bench, each, new)]
    old = next(
        (e for e in rest if any(w in _words(bench, e) for w in ("search", "find"))),
        None,
    )
    if old is None:
        above = [e for e in rest if e.box.bottom <= new.box.y + 4]
        old = max(above, key=lambda e: e.box.y, default=rest[0] if rest else None)
    return old, new


def _inside(bench: Bench, one: Element, other: Element) -> bool:
    return any(each.ref == other.ref for each in bench.desk.observation.ancestors(one)) or any(
        each.ref == one.ref for each in bench.desk.observation.ancestors(other)
    )


def _words(bench: Bench, field: Element) -> str:
    """What a field is called: its name, its placeholder, the label beside it, its combo box."""
    from app.planners.builtin import fields

    texts = [field.name, field.description, field.attributes.get("placeholder", "")]
    texts += [e.name for e in bench.desk.observation.ancestors(field) if e.role == "combobox"]
    if not any(texts):
        texts.append(fields.text_beside(bench.desk, field))
    return plain(" ".join(texts))


def _replace_all(bench: Bench) -> Script:
    """Press what replaces everywhere, ticking a box for it where there is one."""
    buttons = [each for each in bench.shown("button") if "disabled" not in each.states]
    everywhere = button_called(buttons, "replace all", "replace everything", "all")
    if everywhere is None:
        box = next(
            (
                e
                for e in bench.shown("checkbox", "radio")
                if plain(e.name).startswith("replace all")
            ),
            None,
        )
        if box is not None and "checked" not in box.states:
            yield bench.desk.click(box)
        buttons = [each for each in bench.shown("button") if "disabled" not in each.states]
        everywhere = button_called(buttons, "replace all", "replace")
        if box is None and everywhere is not None and plain(everywhere.name) == "replace":
            return False
    if everywhere is None:
        return False
    yield bench.desk.click(everywhere, "Replace it everywhere.")
    return not bench.desk.failure


def _close_replacing(bench: Bench) -> Script:
    """Close the dialog, and what it says about the number of replacements."""
    for _ in range(3):
        if (
            not all(_replace_fields(bench))
            and button_called(list(bench.shown("button")), "ok") is None
        ):
            return True
        closer = button_called(list(bench.shown("button")), "ok", "close")
        if closer is not None:
            yield bench.desk.click(closer)
        else:
            yield bench.desk.press("Escape")
    return True
