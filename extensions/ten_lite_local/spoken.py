"""Written English as the words somebody reading it aloud would say.

What comes in is what a language model writes: numbers, clock times, money, units, abbreviations,
Markdown, links, emoji. What goes out is letters, apostrophes, hyphens and ``. , ! ? ; :`` alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Final

from ten_lite_local.number_words import cardinal, decimal, digits, ordinal, year

__all__ = ["spoken"]

LONGEST_WORD: Final = 32
"""Letters; no English word is longer, and what is longer is cut, to be read piece by piece."""

MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
MONTH: Final = "|".join(month[:3] for month in MONTHS)
MONEY: Final = {
    "$": ("dollar", "cent"),
    "£": ("pound", "penny"),
    "€": ("euro", "cent"),
    "¥": ("yen", "sen"),
}
MAGNITUDES: Final = {"k": "thousand", "m": "million", "b": "billion", "bn": "billion"}
UNITS: Final = {
    "km": "kilometer", "cm": "centimeter", "mm": "millimeter", "m": "meter", "mi": "mile",
    "ft": "foot", "kg": "kilogram", "g": "gram", "mg": "milligram", "lb": "pound",
    "lbs": "pound", "oz": "ounce", "l": "liter", "ml": "milliliter", "mph": "mile per hour",
    "km/h": "kilometer per hour", "kph": "kilometer per hour", "m/s": "meter per second",
    "gb": "gigabyte", "mb": "megabyte", "kb": "kilobyte", "tb": "terabyte", "ghz": "gigahertz",
    "mhz": "megahertz", "khz": "kilohertz", "hz": "hertz", "kw": "kilowatt", "w": "watt",
    "v": "volt", "ms": "millisecond", "sec": "second", "min": "minute", "h": "hour",
    "hr": "hour", "hrs": "hour", "°c": "degree Celsius", "°f": "degree Fahrenheit",
    "°": "degree", "%": "percent",
}  # fmt: skip
PARTS: Final = ("half", "third", "quarter", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
PLURALS: Final = {"foot": "feet", "half": "halves", "penny": "pence"}
ALWAYS_ONE: Final = frozenset(["yen", "sen", "hertz", "percent"])

NUMBER: Final = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
UNIT: Final = "|".join(sorted((re.escape(unit) for unit in UNITS), key=len, reverse=True))


def spoken(text: str) -> str:
    """``text`` in words, on one line; "" when nothing in it can be said.

    Letters beyond the Latin alphabet are left out: the voices know English only. The work grows in
    proportion to the length of the text.
    """
    for pattern, said in RULES:
        text = pattern.sub(said, text)
    return text if re.search("[A-Za-z]", text) else ""


def _plural(word: str) -> str:
    head, space, tail = word.partition(" ")
    if head not in ALWAYS_ONE:
        head = PLURALS.get(head, f"{head}s")
    return head + space + tail


def _count(number: str, unit: str) -> str:
    return f" {decimal(number)} {unit if number == '1' else _plural(unit)} "


def _unit(match: re.Match[str]) -> str:
    return _count(match[1], UNITS[match[2].lower()])


def _money(match: re.Match[str]) -> str:
    unit, small_unit = MONEY[match[1]]
    number, magnitude = match[2], match[3]
    if magnitude:
        magnitude = magnitude.lower()
        return f" {decimal(number)} {MAGNITUDES.get(magnitude, magnitude)} {_plural(unit)} "
    whole, _, rest = number.partition(".")
    if len(rest) != 2:
        return _count(number, unit)
    small = _count(rest.lstrip("0") or "0", small_unit)
    if not whole.strip("0"):
        return small
    return _count(whole, unit) + (f" and {small}" if rest != "00" else "")


def _half_of_day(letter: str) -> str:
    return f" {letter.upper()}.M." if letter else ""


def _clock(match: re.Match[str]) -> str:
    hour, minute, second, letter = match.groups(default="")
    words = cardinal(int(hour))
    if minute != "00":
        words += " oh " if minute[0] == "0" else " "
        words += cardinal(int(minute))
    elif not letter:
        words += " o'clock" if 0 < int(hour) <= 12 else " hundred"
    if second:
        words += f" and {cardinal(int(second))} seconds"
    return f" {words}{_half_of_day(letter)} "


def _decade(match: re.Match[str]) -> str:
    number = int(match[1])
    return f" {(year if number > 99 else cardinal)(number)[:-1]}ies "


def _fraction(match: re.Match[str]) -> str:
    whole, above, below = match[1] or "", int(match[2]), int(match[3])
    if not 0 < above < below <= len(PARTS) + 1:
        return f"{whole} {above} {below} "
    part = PARTS[below - 2]
    said = f" {cardinal(above)} {part if above == 1 else _plural(part)} "
    return f" {cardinal(int(whole))} and{said}" if whole else said


def _small_fraction(match: re.Match[str]) -> str:
    return " " + unicodedata.normalize("NFKD", match[0]).replace("\u2044", "/")


def _date(match: re.Match[str]) -> str:
    number, month, day = (int(group) for group in match.groups())
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return match[0].replace("-", " ")
    return f" {MONTHS[month - 1]} {ordinal(day)}, {year(number)} "


def _month(match: re.Match[str]) -> str:
    written = match[0].rstrip().rstrip(".")
    for month in MONTHS:
        if month.startswith(written):
            return f"{month} "
    return match[0]


def _link(match: re.Match[str]) -> str:
    return re.sub(r"[/?&=#_%-]+", " slash ", match[1].rstrip("/")).rstrip(".,")


def _ascii(match: re.Match[str]) -> str:
    letters = (x for x in unicodedata.normalize("NFKD", match[0]) if not unicodedata.combining(x))
    return "".join(letter if letter.isascii() else " " for letter in letters)


def _version(match: re.Match[str]) -> str:
    return " point ".join(decimal(number) for number in match[1].split("."))


def _words(convert: Callable[[int], str]) -> Callable[[re.Match[str]], str]:
    return lambda match: f" {convert(int(match[1]))} "


def _spelled(match: re.Match[str]) -> str:
    return f" {digits(re.sub('[^0-9]', '', match[0]))} "


Said = str | Callable[[re.Match[str]], str]
RULES: Final[tuple[tuple[re.Pattern[str], Said], ...]] = tuple(
    (re.compile(pattern), said)
    for pattern, said in (
        # Marks that are written in more than one way; runs of space would cost time squared
        (r"[^\S\n]+", " "),
        (r" ?\n(?: ?\n)+ ?", "\n\n"),
        ("[\u2018\u2019\u02bc]", "'"),
        ('[\u00ab\u00bb\u201c\u201d\u201e"]', " "),
        (r"(?<=\d) ?\u2013 ?(?=\d)|\u2212", "-"),
        (r"\u00b2|\^2\b", " squared"),
        (r"\u00b3|\^3\b", " cubed"),
        (r"\^", " to the power of "),
        (r"[\u00bc-\u00be]", _small_fraction),
        ("\u00f7", " divided by "),
        # Markdown and lists
        (r"\[([^\]\n]{1,200})\]\([^)\s]{1,500}\)", r"\1"),
        (r"(?m)^ ?(?:[-*+\u2022>]|#{1,6}) ", "\n"),
        (r"(?m)^ ?(?=\d{1,3}[.)] )", "\n"),
        (r"(?<![.!?:;,\s]) ?\n ?\n", ". "),
        (r"\s+", " "),
        (" ?[\u2013\u2014] ?| --+ ", ", "),
        (r"(?:https?://(?:www\.)?|www\.)(\S{1,200})", _link),
        # Abbreviations
        (r"\b[Ee]\.g\.,?", "for example,"),
        (r"\b[Ii]\.e\.,?", "that is,"),
        (r"\b[Vv]s\.?(?=\s)", "versus"),
        (r"\bSt\.(?=\s[A-Z])", "Saint"),
        (r"\bSt\.", "Street."),
        (r"\bMt\.(?=\s[A-Z])", "Mount"),
        (r"(?:\bNo\.|\u2116|#)\s?(?=\d)", " number "),
        (rf"\b({MONTH})[a-z]*\.?\s(?=\d)", _month),
        (
            rf"\b({'|'.join(MONTHS)}) (\d\d?)(?![\d:]|st|nd|rd|th)",
            lambda match: f" {match[1]} {ordinal(int(match[2]))}",
        ),
        # Numbers with a meaning
        (r"\b(\d{4})-(\d\d)-(\d\d)\b", _date),
        (
            r"(?<![\d:])(2[0-3]|[01]?\d):([0-5]\d)(?::([0-5]\d))?(?![\d:])"
            r"(?:\s?([AaPp])(?:\.[Mm]\.|[Mm]\b))?",
            _clock,
        ),
        (
            r"\b(1[0-2]|0?[1-9])\s?([AaPp])(?:\.[Mm]\.|[Mm]\b)",
            lambda match: f" {cardinal(int(match[1]))}{_half_of_day(match[2])} ",
        ),
        (r"(?<![\w.,)])-(?=[$\u00a3\u20ac\u00a5.]?\d)", " minus "),
        (
            rf"([$\u00a3\u20ac\u00a5])\s?({NUMBER})"
            r"(?:\s?((?i:thousand|million|billion|trillion|bn|[kmb]))\b)?",
            _money,
        ),
        (rf"(?<![\w.])({NUMBER})\s?-\s?(?={NUMBER}\s?(?:{UNIT}))", r"\1 to "),
        (rf"(?<![\w.])({NUMBER})\s?((?i:{UNIT}))(?!\w)", _unit),
        (r"(?:\+?\b\d{1,3}[ -])?\(?\b\d{3}\)?[ -]\d{3}[ -]\d{4}\b|\b\d{3}-\d{4}\b", _spelled),
        (r"\b(?:(\d{1,9}) )?(\d{1,2})/(\d{1,2})\b(?!/)", _fraction),
        (r"(?<=\d)\s?[x*\u00d7]\s?(?=\d)", " times "),
        (r"(?<=\d)\s-\s(?=\d)", " minus "),
        (r"(?<=\d)[-:](?=\d)", " to "),
        (r"~\s?(?=\d)", " about "),
        (r"\b(\d{1,15})(?:st|nd|rd|th)\b", _words(ordinal)),
        (r"'?\b((?:1[1-9]|20)?[2-9]0)s\b", _decade),
        (r"\b(1[1-9]|20)00s\b", lambda match: f" {cardinal(int(match[1]))} hundreds "),
        (r"\b(\d+(?:\.\d+){2,})\b", _version),
        (r"(?<![\d.,])(1[1-9]\d\d|20\d\d)(?![\d]|[.,]\d)", _words(year)),
        (rf"{NUMBER}|\.\d+", lambda match: f" {decimal(match[0])} "),
        # Signs that are words
        ("&", " and "),
        ("=", " equals "),
        (r"\+", " plus "),
        ("@", " at "),
        (r"\u2026|\.{2,}", ". "),
        (r"(?<=[a-z])\.(?=[a-z]{2})", " dot "),
        (r"(?<=[a-z])([.!?])(?=[A-Z])", r"\1 "),
        # What is left: letters and marks of speech
        (r"\s*[(\[{]+|[)\]}]+", ", "),
        (r"[^\x00-\x7f]+", _ascii),
        (r"[^A-Za-z'.,!?;:-]+", " "),
        (rf"([A-Za-z]{{{LONGEST_WORD}}})(?=[A-Za-z])", r"\1 "),
        (r"(?<![A-Za-z])-+|-+(?![A-Za-z])", " "),
        (r"[\s,;:]+(?=[.,!?;:])", ""),
        (r"([!?.,])[.,]+", r"\1"),
        (r"^[\s.,!?;:]+|[\s,;:]+$", ""),
        (r"\s+", " "),
    )
)
