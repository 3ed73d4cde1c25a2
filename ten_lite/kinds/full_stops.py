"""What a full stop behind a word means: the end of a sentence, an abbreviation, or either."""

from __future__ import annotations

import re
from typing import Literal

__all__ = ["FullStop", "full_stop", "words"]

FullStop = Literal["end", "inside", "ask"]
"""``ask``: the sentence goes on if a small letter or a digit comes next, else it ends."""

OPENERS = "\"'([{“„‘‚«»‹›¿¡*_~`"
HARD_SPACES = re.compile("[\u00a0\u2007\u202f]")
LETTER = r"[^\W\d_]"
LETTERS_AND_STOPS = re.compile(rf"(?:{LETTER}{{1,2}}\.)+{LETTER}{{1,2}}")
"""e.g., z.B, U.S.A, Ph.D, т.е without their last full stop."""
ROMAN = re.compile(r"[IVXLC]{2,}")
UNCASED_WORDS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
"""Scripts in which one letter can be a word, so that it is no initial."""


def words(text: str) -> frozenset[str]:
    """The words of ``text``, to look up."""
    return frozenset(text.split())


TITLES = words(
    "Mr Mrs Ms Mx Dr Prof St Mt Rev Hon Gen Col Capt Lt Sgt Maj Gov Sen Rep Pres Messrs dr prof "
    "Hr Fr Frl Dipl Ing Sr Sra Srta Dra Ud Uds EE UU Mme Mlle Mgr Sig Dott "
    "ул им св гл डॉ प्रो"
)
NEVER_LAST = words("vs approx vol ca bd bzw vgl evtl ggf inkl exkl zzgl sog bspw resp dept")
"""Nobody ends a sentence with these; what they belong to follows. Titles are told from words
such as "mt" and "ms" by their capitals."""

EITHER = words(
    "etc usw ecc al no nos nr fig figs art ch chap sec pp eq núm cap tab abb str "
    "ft in lb lbs oz min max "
    "jan feb apr aug sept oct nov dec jr inc ltd co corp bros a.m p.m"
)


def full_stop(word: str) -> FullStop:
    """What the full stop at the end of ``word`` means.

    Args:
        word: The word with its full stop, without what closes behind it; brackets and quotes
            in front of it do no harm.
    """
    stem = HARD_SPACES.sub("", word.lstrip(OPENERS)).removesuffix(".")
    if len(stem) == 1 and stem.isalpha() and not UNCASED_WORDS.match(stem):
        return "inside"  # an initial, or a half of "z. B."
    if stem.lower() in EITHER:
        return "ask"
    if LETTERS_AND_STOPS.fullmatch(stem):
        return "inside"
    if len(stem) <= 2 and stem.isdecimal():
        return "inside"  # the number of a list item, or of a day: "am 3. Oktober"
    if stem.rpartition(".")[2] in TITLES or stem.lower() in NEVER_LAST:
        return "inside"
    return "ask" if ROMAN.fullmatch(stem) else "end"
