"""Calculators: typing a sum, and reading what it comes to off the display."""

from __future__ import annotations

import re
from fractions import Fraction

from actions.action import Type, Wait
from actions.target import ElementRef
from app.planners.builtin import arithmetic
from app.planners.builtin.desk import Script, Stuck
from app.planners.builtin.desktop import windows
from app.planners.builtin.desktop.bench import Bench
from app.planners.builtin.desktop.plan import Calculate, Program
from app.safety.programs import KINDS
from perception.element import Element
from perception.predicate import Text

_CALCULATORS = next(kind.programs for kind in KINDS if kind.name == "calculator")


def calculate(bench: Bench, errand: Calculate) -> Script:
    """Have a calculator work the expression out."""
    front = bench.active
    if errand.program or front is None or front.application not in _CALCULATORS:
        yield from windows.bring(bench, Program(name=errand.program or "calculator"))
    expected = arithmetic.solve(errand.expression)
    for way in (_type, _press_keys):
        yield bench.desk.press("Escape", "Clear the calculator.")
        before = _numbers(bench)
        if not (yield from way(bench, errand.expression)):
            continue
        for _ in range(4):
            result = _result(bench, expected, before)
            if result is not None:
                bench.value, bench.value_for = result[0], "result"
                bench.desk.remembered["answer"] = result[0]
                bench.claim(Text(text=result[1]))
                return True
            yield bench.desk.act("Wait for the result.", Wait(seconds=0.5))
    shown = ", ".join(text for each in _display(bench) for text in _texts(each) if text)[:120]
    raise Stuck(f"{errand.expression} should come to {expected}; the calculator shows: {shown}.")


def _type(bench: Bench, expression: str) -> Script:
    """Type the expression, into the display where that takes text."""
    field = _entry(bench)
    target = ElementRef(ref=field.ref) if field is not None else None
    yield bench.desk.act(
        f"Type {expression}.", Type(text=expression, into=target, clear=field is not None)
    )
    if bench.desk.failure:
        return False
    yield bench.desk.press("Enter", "Have it worked out.")
    return not bench.desk.failure


def _press_keys(bench: Bench, expression: str) -> Script:
    """Press the calculator's own keys; some lose what is typed fast."""
    for sign in (*expression, "="):
        keys = _KEYS.get(sign, (sign,))
        pool = [each for each in bench.shown("button") if "disabled" not in each.states]
        key = next((each for name in keys for each in pool if each.name == name), None)
        if key is None:
            return False
        yield bench.desk.click(key)
        if bench.desk.failure:
            return False
    return True


_KEYS = {"*": ("×", "*", "x"), "/": ("÷", "/", ":"), "-": ("−", "-", "–"), ".": (".", ",")}


def _entry(bench: Bench) -> Element | None:
    """The display, where it can be typed into."""
    active = bench.active
    fields = [
        each
        for each in bench.shown()
        if each.editable and (active is None or each.surface == active.ref)
    ]
    return max(fields, key=lambda each: each.box.area, default=None)


def _result(bench: Bench, expected: str | None, before: set[str]) -> tuple[str, str] | None:
    """The result as a number, and as it is shown; None while there is none."""
    shown = [text for each in _display(bench) for text in _texts(each)]
    if expected is not None:
        wanted = Fraction(expected)
        for text in shown:
            for piece in _NUMBER.findall(text):
                number = _number(piece)
                if number is not None and _equal(number, wanted):
                    return _written(number), piece
        return None
    fresh = [text for text in shown if _NUMBER.fullmatch(text.strip()) and text not in before]
    number = _number(fresh[-1]) if fresh else None
    return (_written(number), fresh[-1].strip()) if number is not None else None


_NUMBER = re.compile(r"[-−+]?\d[\d,.\u2009\u202f\u00a0 ']*\d|[-−+]?\d")


def _display(bench: Bench) -> list[Element]:
    """What may show the result: everything that is no key."""
    return [each for each in bench.shown() if each.role not in ("button", "menuitem", "option")]


def _texts(element: Element) -> list[str]:
    return [text for text in (element.value, element.name) if text]


def _numbers(bench: Bench) -> set[str]:
    return {text for each in _display(bench) for text in _texts(each)}


def _number(text: str) -> Fraction | None:
    """A number as a calculator shows it; a comma before three digits parts thousands."""
    plain = re.sub(r"[\u2009\u202f\u00a0 ']", "", text).replace("−", "-")
    plain = re.sub(r",(?=\d{3}(?:\D|$))", "", plain).replace(",", ".")
    try:
        return Fraction(plain)
    except ValueError:
        return None


def _equal(shown: Fraction, wanted: Fraction) -> bool:
    """Whether they are the same, as far as a display has digits."""
    return abs(shown - wanted) <= abs(wanted) * Fraction(1, 10**8)


def _written(number: Fraction) -> str:
    """A number as a person writes it, with all the digits that were shown."""
    if number.denominator == 1:
        return str(number.numerator)
    return f"{float(number):.12g}"
