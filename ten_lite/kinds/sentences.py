"""Cuts a streamed answer into pieces worth speaking: a first clause early, then sentences.

The pieces joined together are the text, character for character, and the same text gives the
same pieces however it was split into deltas: characters are looked at one by one. A piece is
given with the white space behind its mark. What is not clear then waits for one character more,
and for ``flush`` if none comes: a mark that needs no space behind it (closing quotes and further
marks belong to it), an abbreviation that may end a sentence (``etc.``, ``No.``), and a French
``»`` that stands behind a space.
"""

from __future__ import annotations

import re
import unicodedata

from ten_lite.kinds.full_stops import full_stop, words

__all__ = ["SentenceSplitter"]

ENDS = "!?…؟۔։‽‼⁇⁈⁉"
"""They end a sentence if white space follows, as a full stop may."""
WIDE_ENDS = "。！？｡．।॥።។။"
"""They end a sentence whatever follows: the languages they are of need no space."""
PAUSES = tuple(",;:–—،؛，、；：")
WIDE_PAUSES = "，、；："
DASHES = ("-", "--")
CLOSERS = "\"')]}”’“‘»«›‹」』】）》〉〕］｝*_~`\u00a0\u202f"
"""Closing quotes in every country's fashion, brackets, and the marks of bold and code."""
HARD_SPACES = "\u00a0\u2007\u202f"
UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]"
)
"""Letters of scripts that put no spaces between words."""
UNSPACED_WEIGHT = 3  # it takes about as long to say as three letters of Latin
LONGEST_CLUSTER = 32  # marks upon marks may put off a cut in the middle of a word so long
CLAUSE = re.compile(r"[,;:–—،؛][\"')\]}”’»]?\s|[，、；：]|\s--?\s")
CONJUNCTIONS = words(
    "and but or because so while und aber oder weil denn sondern et mais ou parce donc "
    "y pero o porque sino e ma mas и но или"
)
LEANING = CONJUNCTIONS | words(
    "a an the of to in on at for with from by as than if "
    "der die das den dem des ein eine einen einem einer im in am an auf zu zum zur mit von für "
    "dass le la les un une des du de à en au aux pour avec que qui el los las una del al "
    "con por para se il lo gli di da per"
)
"""Words that belong to the next one: a voice that stops behind them sounds cut off."""


class SentenceSplitter:
    """Collects deltas and gives pieces; linear in the length of the text.

    Every piece but the last says something: it holds a letter or a digit, or it was cut for its
    length.

    Args:
        first_words: The first piece has at most this many words. It ends earlier at a comma or
            dash, before a conjunction, or before words that belong to the next one.
        longest: Most characters of a piece; letters of scripts without spaces count three times.
            Longer text is cut at its last clause if that is in the second half, else at its last
            word, else, when there is no space at all, between two letters.
    """

    def __init__(self, *, first_words: int = 6, longest: int = 240) -> None:
        self._first_words = first_words
        self._longest = longest
        self._begin(is_first=True)

    def feed(self, delta: str) -> list[str]:
        """The pieces that ``delta`` completes, in order."""
        pieces: list[str] = []
        for character in delta:
            self._take(character, pieces)
        return pieces

    def flush(self) -> str:
        """What is left when the text is over; the splitter starts anew."""
        rest = "".join(self._text)
        self._begin(is_first=True)
        return rest

    def _begin(self, *, is_first: bool) -> None:
        self._is_first = is_first
        self._text: list[str] = []
        self._weight = 0
        self._says_something = False
        self._word_at: int | None = None  # where the word that is being read began
        self._words: list[tuple[int, bool]] = []  # of a first piece: where, and whether it leans
        self._letters = 0  # of scripts without spaces, in the word
        self._ask_at: int | None = None  # where an end is if the next character says so
        self._wide = ""  # a mark without space behind it, at the end of the text
        self._wide_pause = False  # the same for a comma between digits, or a dash
        self._guillemet = False  # a « with a space behind it is open
        self._is_closing = False  # its » is being read
        self._is_full = False

    def _take(self, character: str, pieces: list[str]) -> None:
        end = self._end_before(character)
        if end is not None:
            self._cut(end, pieces)
        self._add(character)
        end = self._end_behind(character)
        if end is None and self._weight >= self._longest:
            end = self._end_for_length()
        if end is not None:
            self._cut(end, pieces)

    def _cut(self, end: int, pieces: list[str]) -> None:
        pieces.append("".join(self._text[:end]))
        rest = self._text[end:]
        self._begin(is_first=False)
        for character in rest:
            self._take(character, pieces)

    def _add(self, character: str) -> None:
        self._text.append(character)
        if _is_space(character):
            self._weight += self._weight > 0  # space in front of a piece is not said
            return
        if self._word_at is None:
            self._word_at = len(self._text) - 1
            self._letters = 0
        is_unspaced = UNSPACED.match(character) is not None
        self._letters += is_unspaced
        self._weight += UNSPACED_WEIGHT if is_unspaced else 1
        self._says_something = self._says_something or character.isalnum()

    def _end_before(self, character: str) -> int | None:
        """Decide what waited for ``character``."""
        here = len(self._text)
        if self._is_full and (
            not _joins(self._text[-1], character) or self._weight >= self._longest + LONGEST_CLUSTER
        ):
            return here
        if _is_space(character):
            return None
        if self._ask_at is not None:
            end, self._ask_at = self._ask_at, None
            if self._guillemet:
                self._is_closing = character == "»"
                return None if self._is_closing else end
            return None if character.islower() or character.isdigit() else end
        if self._wide_pause and character != "—":
            self._wide_pause = False
            return None if character.isdigit() else here
        if self._wide and not self._belongs_to_mark(character):
            mark, self._wide = self._wide, ""
            if mark == "．":
                return None if character.isdigit() else here
            return here if mark in WIDE_ENDS or UNSPACED.match(character) else None
        return None

    def _belongs_to_mark(self, character: str) -> bool:
        if character == '"':  # it closes if one is open
            return self._text.count('"') % 2 == 1
        if character in "“‘«»":
            return character == "»" and "«" in self._text
        return character in CLOSERS or character in ENDS or character in WIDE_ENDS

    def _end_behind(self, character: str) -> int | None:
        here = len(self._text)
        if _is_space(character):
            word_at, word = self._word_at, self._end_of_word()
            if not self._says_something:
                return None
            if character == "\n":
                return here
            return None if word_at is None else self._end_at_space(word_at, word)
        if not self._says_something:
            return None
        before = self._text[-2] if here > 1 else ""
        if character in WIDE_ENDS or (character in "!?" and UNSPACED.match(before)):
            self._wide = character
        elif self._is_first and character in WIDE_PAUSES and here > 2:
            if not before.isdigit():
                return here
            self._wide_pause = True
        elif self._is_first and character == "—" and (self._words or self._letters > 1):
            self._wide_pause = True
        return None

    def _end_of_word(self) -> str:
        """The word in front of the space that was just added; "" for more space."""
        if self._word_at is None:
            return ""
        word = "".join(self._text[self._word_at : -1])
        self._word_at = None
        self._wide, self._wide_pause = "", False
        if "«" in word or "»" in word:
            self._guillemet = word.endswith("«")
        return word

    def _end_at_space(self, word_at: int, word: str) -> int | None:
        here = len(self._text)
        core = word.rstrip(CLOSERS)
        was_closing, self._is_closing = self._is_closing, False
        meaning = "inside"
        if core.endswith("."):
            meaning = "end" if core.endswith("..") else full_stop(core)
        if core.endswith(tuple(ENDS + WIDE_ENDS)) or (not core and was_closing):
            meaning = "end"
        if meaning == "end" and not self._guillemet:
            return here
        if meaning != "inside":
            self._ask_at = here
        leans = meaning == "inside" and core.endswith(".")
        return self._end_of_first(word_at, core, leans) if self._is_first else None

    def _end_of_first(self, word_at: int, core: str, leans: bool) -> int | None:
        here = len(self._text)
        plain = core.lower()
        if any(character.isalnum() for character in core):
            if plain in CONJUNCTIONS and len(self._words) >= 4:
                return word_at
            self._words.append((word_at, leans or plain in LEANING))
        if len(self._words) >= self._first_words:
            return self._end_without_leaning(here)
        if len(self._words) > 1 and (core.endswith(PAUSES) or core in DASHES):
            return here
        return here if self._letters >= 8 else None  # space ends a phrase where words need none

    def _end_without_leaning(self, here: int) -> int:
        kept = len(self._words)
        while kept > max(1, self._first_words // 2) and self._words[kept - 1][1]:
            kept -= 1
        return here if kept == len(self._words) else self._words[kept][0]

    def _end_for_length(self) -> int | None:
        text = "".join(self._text)
        start = len(text) - len(text.lstrip())
        half = (start + len(text)) // 2
        clauses = [match.end() for match in CLAUSE.finditer(text, half)]
        if clauses:
            return clauses[-1]
        for place in range(len(text) - 1, start, -1):
            if _is_space(text[place]) or text[place] == "\u200b":
                return place + 1
        self._is_full = True
        return None


def _is_space(character: str) -> bool:
    return character.isspace() and character not in HARD_SPACES


def _joins(before: str, character: str) -> bool:
    """Whether a cut between the two would tear a letter or a picture apart."""
    return (
        unicodedata.category(character)[0] == "M"
        or character in "\u200d\u200c"
        or before == "\u200d"
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or unicodedata.combining(before) == 9  # a virama: it binds the next consonant
    )
