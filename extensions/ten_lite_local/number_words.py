"""Numbers as American English says them."""

from __future__ import annotations

from typing import Final

__all__ = ["cardinal", "decimal", "digits", "ordinal", "year"]

ONES: Final = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
TENS: Final = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
SCALES: Final = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (1000, "thousand"))
ORDINALS: Final = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
LONGEST: Final = 15
"""Digits of the longest number that has a name here; longer ones are read digit by digit."""


def digits(text: str) -> str:
    """Each ASCII digit of ``text`` by its name: "007" is "zero zero seven"."""
    return " ".join(ONES[int(digit)] for digit in text)


def cardinal(number: int) -> str:
    """``number``, which is not negative, as one counts: 342 is "three hundred forty two"."""
    if number >= 10**LONGEST:
        return digits(str(number))
    for size, name in SCALES:
        if number >= size:
            return _joined(f"{cardinal(number // size)} {name}", number % size)
    if number >= 100:
        return _joined(f"{ONES[number // 100]} hundred", number % 100)
    if number >= 20:
        return _joined(TENS[number // 10 - 2], number % 10)
    return ONES[number]


def decimal(text: str) -> str:
    """A number as written, with commas and a point perhaps: "1,000.5", "0.25", ".5", "007"."""
    whole, point, fraction = text.replace(",", "").partition(".")
    is_name = len(whole) <= LONGEST and (whole == "0" or not whole.startswith("0"))
    words = cardinal(int(whole)) if whole and is_name else digits(whole)
    return f"{words} point {digits(fraction)}".strip() if point and fraction else words


def ordinal(number: int) -> str:
    """``number`` as one ranks: 21 is "twenty first"."""
    head, _, last = cardinal(number).rpartition(" ")
    if last in ORDINALS:
        last = ORDINALS[last]
    elif last.endswith("y"):
        last = f"{last[:-1]}ieth"
    else:
        last += "th"
    return f"{head} {last}".strip()


def year(number: int) -> str:
    """A year of four digits: 1984 is "nineteen eighty four", 2005 "two thousand five"."""
    century, rest = divmod(number, 100)
    if century % 10 == 0 and rest < 10:
        return cardinal(number)
    if rest == 0:
        return f"{cardinal(century)} hundred"
    return f"{cardinal(century)} {'oh ' if rest < 10 else ''}{cardinal(rest)}"


def _joined(head: str, rest: int) -> str:
    return f"{head} {cardinal(rest)}" if rest else head
