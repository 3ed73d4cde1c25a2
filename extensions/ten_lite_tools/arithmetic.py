"""Arithmetic on text, in exact decimal numbers; nothing of Python is evaluated.

    sum     = product {("+" | "-") product}
    product = factor {("*" | "/" | "//" | "%" | "of") factor}
    factor  = ("+" | "-") factor | power
    power   = percent [("**" | "^") factor]
    percent = atom {"%"}
    atom    = number | "pi" | "e" | function "(" sum {"," sum} ")" | "(" sum ")"

Each step works on numbers of 50 digits at most, so its time is bounded, as the text's length is.
"""

from __future__ import annotations

import decimal
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

__all__ = ["ArithmeticProblem", "calculate"]

LONGEST_TEXT = 200
EXACT_DIGITS = 50
TOLD_DIGITS = 12
"""Digits of a result that is not exact."""

TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d*)?|\.\d+)|([a-z]+)|(\*\*|//|[-+*/^%(),]))")
THOUSANDS = re.compile(r"(?<![\d.])\d{1,3}(?:,\d{3})+(?![\d,])")
OTHER_SIGNS = str.maketrans({"×": "*", "·": "*", "÷": "/", "−": "-", "–": "-"})  # noqa: RUF001
OTHER_WORDS = {"x": "*", "times": "*", "plus": "+", "minus": "-", "percent": "%"}
CONSTANTS = {
    "pi": Decimal("3.1415926535897932384626433832795028841971693993751058209749"),
    "e": Decimal("2.7182818284590452353602874713526624977572470936999595749"),
}


class ArithmeticProblem(ValueError):
    """It cannot be calculated; the text says why, for people."""


@dataclass(slots=True)
class _Value:
    number: Decimal
    is_percentage: bool = False


def calculate(text: str) -> str:
    """The result of an expression such as ``15% of 80 + sqrt(2)``.

    ``50 + 10%`` is 55, as on a pocket calculator; ``17 % 5`` is the remainder, 2.

    Returns:
        A decimal number; "about " before one that was rounded to 12 digits.

    Raises:
        ArithmeticProblem: It is no arithmetic, or has no result, or one too large to be told.
    """
    if len(text) > LONGEST_TEXT:
        raise ArithmeticProblem(f"the expression is longer than {LONGEST_TEXT} characters")
    context = decimal.Context(
        prec=EXACT_DIGITS,
        Emax=EXACT_DIGITS - 1,
        Emin=1 - EXACT_DIGITS,
        traps=[decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow],
    )
    with decimal.localcontext(context) as used:
        try:
            result = _Reader(_tokens(text)).whole()
        except decimal.DivisionByZero:
            raise ArithmeticProblem("it divides by zero") from None
        except decimal.Overflow:
            raise ArithmeticProblem("the result is too large") from None
        except decimal.InvalidOperation:
            raise ArithmeticProblem("it has no result among the real numbers") from None
        if not used.flags[decimal.Inexact]:
            return _plain(result)
        return f"about {_plain(result.normalize(decimal.Context(prec=TOLD_DIGITS)))}"


def _plain(number: Decimal) -> str:
    """Without an exponent, and without zeros at the end."""
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _tokens(text: str) -> list[str]:
    text = text.lower().translate(OTHER_SIGNS).strip().rstrip("=?").rstrip()
    text = THOUSANDS.sub(lambda match: match[0].replace(",", ""), text)
    found, place = [], 0
    while place < len(text):
        match = TOKEN.match(text, place)
        if match is None:
            raise ArithmeticProblem(f"{text[place:].strip()[:1]} cannot be used here")
        token = match[0].strip()
        found.append(OTHER_WORDS.get(token, token))
        place = match.end()
    if not found:
        raise ArithmeticProblem("the expression is empty")
    return found


class _Reader:
    """Reads tokens from left to right and calculates on the way."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._place = 0

    def whole(self) -> Decimal:
        """The value of all tokens."""
        value = self._sum().number
        if self._next:
            raise ArithmeticProblem(f"{self._next} is not expected after {self._before}")
        return value

    @property
    def _next(self) -> str:
        return self._tokens[self._place] if self._place < len(self._tokens) else ""

    @property
    def _before(self) -> str:
        return self._tokens[self._place - 1]

    def _take(self, *wanted: str) -> str:
        """The next token if it is one of those, else ""."""
        if (token := self._next) and token in wanted:
            self._place += 1
            return token
        return ""

    def _sum(self) -> _Value:
        left = self._product()
        while sign := self._take("+", "-"):
            right = self._product()
            is_relative = right.is_percentage and not left.is_percentage
            change = left.number * right.number if is_relative else right.number
            left = _Value(left.number + change if sign == "+" else left.number - change)
        return left

    def _product(self) -> _Value:
        left = self._factor()
        while sign := self._take("*", "/", "//", "%", "of"):
            left = _Value(OPERATIONS[sign](left.number, self._factor().number))
        return left

    def _factor(self) -> _Value:
        if self._take("+"):
            return self._factor()
        if self._take("-"):
            value = self._factor()
            return _Value(-value.number, value.is_percentage)
        return self._power()

    def _power(self) -> _Value:
        base = self._percent()
        if self._take("**", "^"):
            return _Value(base.number ** self._factor().number)
        return base

    def _percent(self) -> _Value:
        value = self._atom()
        while self._next == "%" and not self._is_remainder():
            self._place += 1
            value = _Value(value.number / 100, is_percentage=True)
        return value

    def _is_remainder(self) -> bool:
        """Whether the percent sign has a number, a name or a bracket to its right."""
        after = self._tokens[self._place + 1 : self._place + 2]
        return bool(after) and after[0] != "of" and (after[0][0].isalnum() or after[0][0] in "(.")

    def _atom(self) -> _Value:
        token = self._next
        if not token:
            raise ArithmeticProblem(f"something is missing after {self._before}")
        self._place += 1
        if token[0].isdigit() or token[0] == ".":
            return _Value(+Decimal(token))
        if token in CONSTANTS:
            return _Value(+CONSTANTS[token])
        if token == "(":
            value = self._sum()
            self._close()
            return value
        if token in FUNCTIONS:
            return _Value(self._call(token))
        known = ", ".join(FUNCTIONS)
        if token.isalpha():
            raise ArithmeticProblem(f"{token} is not known; there are {known}, pi and e")
        raise ArithmeticProblem(f"{token} is not expected here")

    def _call(self, name: str) -> Decimal:
        if not self._take("("):
            raise ArithmeticProblem(f"{name} needs brackets: {name}(...)")
        values = [self._sum().number]
        while self._take(","):
            values.append(self._sum().number)
        self._close()
        function, most = FUNCTIONS[name]
        if len(values) > most:
            raise ArithmeticProblem(f"{name} takes {most} at most, not {len(values)}")
        return function(*values)

    def _close(self) -> None:
        if not self._take(")"):
            raise ArithmeticProblem("a closing bracket is missing")


def _round(number: Decimal, places: Decimal = Decimal(0)) -> Decimal:
    """Rounded as at school, halves away from zero."""
    if places != int(places) or not -20 <= places <= 20:
        raise ArithmeticProblem("round takes a whole number of places, -20 to 20")
    try:
        rounded = number.quantize(Decimal(1).scaleb(-int(places)), rounding=ROUND_HALF_UP)
    except decimal.InvalidOperation:  # so large that it has no such places
        return number
    decimal.getcontext().clear_flags()  # what was asked to be round is not "about"
    return rounded


def _remainder(left: Decimal, right: Decimal) -> Decimal:
    """With the sign of the right, as in mathematics; ``Decimal`` takes the left's."""
    if right == 0:
        raise decimal.DivisionByZero
    rest = left % right
    return rest + right if rest and (rest < 0) != (right < 0) else rest


def _floor_divide(left: Decimal, right: Decimal) -> Decimal:
    return (left - _remainder(left, right)) / right


OPERATIONS: Mapping[str, Callable[[Decimal, Decimal], Decimal]] = {
    "*": lambda left, right: left * right,
    "of": lambda left, right: left * right,
    "/": lambda left, right: left / right,
    "//": _floor_divide,
    "%": _remainder,
}
FUNCTIONS: Mapping[str, tuple[Callable[..., Decimal], int]] = {
    "sqrt": (lambda number: number.sqrt(), 1),
    "round": (_round, 2),
    "abs": (abs, 1),
}
