"""Small sums and linear equations, as a page may pose them."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable
from fractions import Fraction

_OPERATORS: dict[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def solve(text: str) -> str | None:
    """The result of "3 + 4 =", or x of "3 + x = 8"; None where the text is neither.

    >>> solve("2 x 3 ="), solve("x - 2 = -5"), solve("hello")
    ('6', '-3', None)
    """
    text = text.replace("×", "*").replace("÷", "/").replace("−", "-").replace("·", "*")
    unknown = re.search(r"(?<![a-z])([a-z])(?![a-z])", text.casefold())
    if "=" in text:
        left, right = (part.strip() for part in text.split("=", 1))
        if right and unknown:
            return _linear(left, right, unknown[1])
        if right.strip(" ?_"):
            return None
        text = left
    text = re.sub(r"(?<=\d)\s*x\s*(?=-?\d)", "*", text.strip(" ?_="))
    if not re.search(r"\d\s*[-+*/]\s*\(?-?\d", text):
        return None
    value = _value(text)
    return shown(value) if value is not None else None


def _linear(left: str, right: str, name: str) -> str | None:
    """Solve `left = right` for a name by evaluating the difference at two points."""

    def difference(at: int) -> Fraction | None:
        sides = [
            _value(
                re.sub(rf"(\d)\s*{name}\b", rf"\1*({at})", side.casefold()).replace(name, f"({at})")
            )
            for side in (left, right)
        ]
        if sides[0] is None or sides[1] is None:
            return None
        return sides[0] - sides[1]

    zero, one = difference(0), difference(1)
    if zero is None or one is None or one == zero:
        return None
    return shown(-zero / (one - zero))


def _value(text: str) -> Fraction | None:
    try:
        tree = ast.parse(text.strip(), mode="eval")
        return _evaluate(tree.body)
    except (SyntaxError, ValueError, ZeroDivisionError, RecursionError):
        return None


def _evaluate(node: ast.expr) -> Fraction:
    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            return Fraction(str(value))
        case ast.BinOp(left=left, op=operation, right=right) if type(operation) in _OPERATORS:
            return _OPERATORS[type(operation)](_evaluate(left), _evaluate(right))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_evaluate(operand)
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _evaluate(operand)
        case _:
            raise ValueError("no sum")


def shown(value: Fraction) -> str:
    """A number as a person would write it."""
    return str(value.numerator) if value.denominator == 1 else f"{float(value):g}"
