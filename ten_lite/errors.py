"""The error tree and ``Problem``, the one shape of a mistake a user can make.

- ``TenLiteError``: base of all

  - ``ConfigError``: a file, a graph or an option is wrong; carries the problems
  - ``AddonError``: an addon is unknown, broken or breaks its own declaration
  - ``CommandError``: a command failed at the far end, or nobody answered it

    - ``Interrupted``: the command belonged to an answer the user interrupted

  - ``ConversionError``: a connection could not make the message its conversion describes
  - ``EdgeFullError``: a sender filled a connection and did not wait for room
  - ``ProtocolError``: a client sent something the protocol does not allow
  - ``ProviderError``: what an addon relies on failed; says whether trying again may help
  - ``WeightsError``: model files are missing, damaged or cannot be fetched
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = [
    "AddonError",
    "CommandError",
    "ConfigError",
    "ConversionError",
    "EdgeFullError",
    "Interrupted",
    "Problem",
    "ProtocolError",
    "ProviderError",
    "TenLiteError",
    "WeightsError",
    "counted",
]


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake, with its place and its cure.

    Attributes:
        code: Stable code such as ``TL301``; see the error reference.
        message: What is wrong, in one line.
        pointer: JSON pointer into the document; "" is the whole document.
        file: The file as the user named it, or "" when there is none.
        line: Line in the file, from 1; 0 when unknown.
        column: Column in the file, from 1; 0 when unknown.
        hint: What was expected and what to do, in one line.
        severity: ``error`` or ``warning``.
    """

    code: str
    message: str
    pointer: str = ""
    file: str = ""
    line: int = 0
    column: int = 0
    hint: str = ""
    severity: str = "error"

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        lines = [f"{place}  {self.severity} {self.code}  {self.message}".strip()]
        if self.pointer:
            lines.append(f"    at {self.pointer}")
        if self.hint:
            lines.append(f"    {self.hint}")
        return "\n".join(lines)


def counted(problems: Sequence[Problem]) -> str:
    """``2 errors, 1 warning``."""
    errors = sum(problem.severity == "error" for problem in problems)
    numbers = ((errors, "error"), (len(problems) - errors, "warning"))
    return ", ".join(f"{number} {noun}{'' if number == 1 else 's'}" for number, noun in numbers)


class TenLiteError(Exception):
    """Base of every error ten_lite raises on purpose; its text is meant for the user."""


class ConfigError(TenLiteError):
    """A graph or an option cannot be used.

    Attributes:
        problems: Every mistake that was found, not only the first.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class AddonError(TenLiteError):
    """An addon is unknown, cannot be loaded, or does what it did not declare."""


class CommandError(TenLiteError):
    """A command was not carried out: no receiver, a failure there, or a timeout."""


class Interrupted(CommandError):
    """The command belonged to an answer that was interrupted; its results are void."""


class ConversionError(TenLiteError):
    """A message could not be changed as its connection's ``msg_conversion`` says."""


class EdgeFullError(TenLiteError):
    """A connection that blocks is over its limit: the sender did not ``await self.room()``."""


class ProtocolError(TenLiteError):
    """A client message is not valid.

    The text is at most 300 characters, holds no path and no traceback, and is sent to the
    client as it is.
    """


class ProviderError(TenLiteError):
    """What an addon relies on, a vendor's service mostly, failed.

    An addon lets it leave a handler, a task or ``start``. It is a failure of the node, not an
    answer: unlike ``CommandError`` its text is for the log only.

    Args:
        text: What happened, without keys.
        retryable: Whether a new instance may have more luck, which is tried where no fallback is
            left. When not (a key that is refused, a model that does not exist), the node is not
            started again: without a fallback the session ends.
        vendor: Whose service it is.
        code: The vendor's word for what is wrong.
        retry_after_s: How long the vendor asks to be left alone, in seconds; 0: it does not say.
    """

    def __init__(
        self,
        text: str,
        *,
        retryable: bool,
        vendor: str = "",
        code: str = "",
        retry_after_s: float = 0.0,
    ) -> None:
        super().__init__(text)
        self.retryable = retryable
        self.vendor = vendor
        self.code = code
        self.retry_after_s = retry_after_s


class WeightsError(TenLiteError):
    """Model files are missing, damaged, or cannot be fetched."""
