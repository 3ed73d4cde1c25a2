"""Makes what a model writes for the eye into what a voice can say.

Markdown, HTML tags, emoji and addresses are taken out or replaced; words, numbers, abbreviations
and marks stay as they are, since voices read them. What a construct that is open at the end of a
piece means for the next one is remembered: a code fence, a table row, a code span, the target of
a link.
"""

from __future__ import annotations

import html
import re

__all__ = ["SpeakableText", "has_words", "speakable"]

FENCE = re.compile(r"\s*+(?:>\s*+)*+(?:[-*+]\s++|\d{1,3}[.)]\s++)?(`{3,}+|~{3,}+)(.*)", re.DOTALL)
"""Three ticks or tildes at the start of a line, in a quote or list item too."""
BLOCK_MARKS = re.compile(
    r"[ \t]*(?:(?:>|#{1,6}(?=[ \t])|[-*+•◦▪‣·](?=[ \t])(?:[ \t]+\[[ xX]\](?=[ \t]))?)[ \t]*)+"
)
"""What a line of a quote, a heading or a list begins with; the number of an item is read."""
RULE = re.compile(r"[ \t]*+(?:[-*_=][ \t]*+){3,}+$")
"""A line across the page, or the underline of a heading."""
TABLE_RULE = re.compile(r"[\s|:-]*$")
HEADING_END = re.compile(r"(?<=[ \t])#+[ \t]*$")
LINES = re.compile(r"[^\n]*\n|[^\n]+")
TICKS = re.compile(r"((?<!\\)`+)")

EMOJI = (
    "[\U0001f000-\U0001faff\u2600-\u27bf\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\u231a\u231b\u23e9-\u23fa"
    "\u25aa\u25ab\u25b6\u25c0\u25fb-\u25fe\u2934\u2935\u3030\u303d\u3297\u3299]"
    "[\ufe0e\ufe0f\u200d\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]*"
)
"""Pictures with what joins, colours and varies them; no marks such as ° © ™ №, which are read."""

INLINE = re.compile(
    # a mark that stands for itself, since it has a backslash in front
    r"\\(?P<escaped>[!-/:-@\[-`{-~])"
    # an address, as far as its last character that is no punctuation of the sentence
    r"|<?(?:https?://|\bwww\.)(?P<host>[A-Za-z0-9À-ž-]+(?:\.[A-Za-z0-9À-ž-]+)*)(?::\d+)?"
    r"(?:[/?#][A-Za-z0-9/?#@!$&'+,;:=.~%_-]*(?<![.,;:!?'_~]))?/?>?"
    # a tag or a comment of HTML
    r"|(?P<tag></?[A-Za-z][^<>]{0,200}>|<!--[^<>]{0,200}-->)"
    # the end of a link or picture: ](target), ][reference]
    r"|(?P<target>\]\((?:[^()]|\([^()]*\))*+(?P<target_end>\)|$))"
    r"|\]\[[^\[\]]*\]"
    # a footnote
    r"|\[\^[^\[\]\s]*\]:?"
    # the start of a link or picture, which may end in a later piece
    r"|!?\[(?=!\[|[^\[\]]*(?:\]\(|\]\[|$))"
    # bold, italic, struck out: whether it is one is told by what is around it
    r"|(?P<mark>\*+|_+|~~+)"
    # a character by its name
    r"|(?P<entity>&(?:[A-Za-z]{2,31}|\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6});)"
    # pictures, and the frame that makes a key of a digit
    rf"|(?P<emoji>[ ]?(?:{EMOJI})+)"
    r"|\ufe0f?\u20e3"
)


def speakable(text: str) -> str:
    """The whole of ``text`` as a voice should say it."""
    return SpeakableText().feed(text)


def has_words(text: str) -> bool:
    """Whether there is anything in ``text`` that a voice can say."""
    return any(character.isalnum() for character in text)


class SpeakableText:
    """Makes the pieces of one text speakable, in order.

    Pieces should end behind words, as those of ``SentenceSplitter`` do: marks such as ``**`` are
    understood in whole. Text without any markup comes out as it went in.
    """

    def __init__(self) -> None:
        self._fence = ""  # what opened the block of code that is not read out
        self._is_opening_fence = False  # the line that did so goes on
        self._begin_line()

    def feed(self, piece: str) -> str:
        """What to say for ``piece``; may be empty."""
        return "".join(self._line(line) for line in LINES.findall(piece))

    def _begin_line(self) -> None:
        self._is_line_start = True
        self._is_row = False  # of a table
        self._is_heading = False
        self._ticks = ""  # what opened the code span that is being read
        self._is_in_target = False  # of a link

    def _line(self, line: str) -> str:
        """Say a line, or the part of one that is in this piece."""
        body = line.rstrip("\r\n")
        newline = line[len(body) :]
        said = self._body(body, is_whole=bool(newline))
        if newline:
            self._begin_line()
            self._is_opening_fence = False
        is_markup_only = not said and (body or self._fence)
        return "" if is_markup_only else said + newline

    def _body(self, body: str, *, is_whole: bool) -> str:
        if self._is_line_start and not body.strip():
            return "" if self._fence else body
        if self._is_line_start and (fence := FENCE.match(body)):
            marks, info = fence.groups()
            self._is_line_start = False
            if self._fence:
                if marks.startswith(self._fence) and not info.strip():
                    self._fence = ""
                return ""
            if "`" not in info:
                self._fence = marks
                self._is_opening_fence = True
                return ""
        elif self._is_opening_fence and self._fence in body:  # it was code within a line
            self._fence, self._is_opening_fence = "", False
            return self._inline(body.partition("`")[2].lstrip("`"), is_whole=is_whole)
        if self._fence:
            self._is_line_start = False
            return ""
        if self._is_line_start:
            body = self._without_block_marks(body)
            if not body:
                return ""
        if self._is_heading:
            body = HEADING_END.sub("", body)
        said = self._spans(body, is_whole=is_whole)
        return _cells(said) if self._is_row else said

    def _without_block_marks(self, body: str) -> str:
        self._is_line_start = False
        if RULE.match(body) or ("-" in body and "|" in body and TABLE_RULE.match(body)):
            return ""
        if marks := BLOCK_MARKS.match(body):
            self._is_heading = "#" in marks[0]
            body = body[marks.end() :]
        self._is_row = body.lstrip().startswith("|")
        return body

    def _spans(self, body: str, *, is_whole: bool) -> str:
        """Say text and code spans; what is in a code span is said as it is."""
        said = ""
        for part in TICKS.split(body):
            if part.startswith("`"):
                if not self._ticks:
                    self._ticks = part
                elif part == self._ticks:
                    self._ticks = ""
                else:
                    said += part
            elif self._ticks:
                said += part
            else:
                said += self._inline(part, is_whole=is_whole)
        return said

    def _inline(self, text: str, *, is_whole: bool) -> str:
        if self._is_in_target:
            _, end, text = text.partition(")")
            if not end:
                return ""
            self._is_in_target = False

        def replaced(match: re.Match[str]) -> str:
            if match["target"] and not match["target_end"]:
                self._is_in_target = not is_whole
            return _said(match, text)

        return INLINE.sub(replaced, text)


def _said(match: re.Match[str], text: str) -> str:
    before = text[match.start() - 1 : match.start()] or " "
    after = text[match.end() : match.end() + 1] or " "
    if match["escaped"]:
        return match["escaped"]
    if match["host"]:
        return match["host"].removeprefix("www.")
    if match["tag"]:
        return " " if match["tag"].lower().startswith("<br") else ""
    if match["entity"]:
        return html.unescape(match["entity"])
    if match["emoji"]:
        return " " if after.isalnum() and not before.isspace() else ""
    if match["mark"] and not _is_emphasis(match["mark"], before, after):
        return match["mark"]
    return ""


def _is_emphasis(mark: str, before: str, after: str) -> bool:
    if mark[0] == "_":
        return not (before.isalnum() and after.isalnum())  # snake_case
    if mark == "*" and before.isspace() and after.isspace():
        return False  # 3 * 4
    if mark[0] == "*" and (before + after).isascii() and before.isalnum() and after.isalnum():
        return not (len(mark) == 1 or (before.isdigit() and after.isdigit()))  # a*b, 2**3
    return True


def _cells(row: str) -> str:
    """The cells of a table's row with commas between them."""
    cells = [cell.strip() for cell in row.split("|")]
    said = ", ".join(cell for cell in cells if cell)
    return said + ("" if row.rstrip().endswith("|") else row[len(row.rstrip()) :])
