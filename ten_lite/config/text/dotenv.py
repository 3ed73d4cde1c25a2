"""``.env`` beside a graph file: variables for people who do not export theirs."""

from __future__ import annotations

from collections.abc import Mapping
from io import StringIO
from pathlib import Path

from ten_lite.config.text.document import shown
from ten_lite.errors import Problem

__all__ = ["DOTENV", "Variables", "read_dotenv"]

DOTENV = ".env"
MAX_BYTES = 1_000_000


class Variables(dict[str, str]):
    """Environment variables, and those that ``.env`` files add where the environment has none.

    Attributes:
        files: The file of each variable that came from one.
    """

    def __init__(self, environ: Mapping[str, str]) -> None:
        super().__init__(environ)
        self.files: dict[str, str] = {}

    def add(self, folder: Path) -> list[Problem]:
        """Take the variables of ``folder/.env`` that are not known yet."""
        found, problems = read_dotenv(folder)
        for name, value in found.items():
            if name not in self:
                self[name], self.files[name] = value, shown(folder / DOTENV)
        return problems


def read_dotenv(folder: Path) -> tuple[dict[str, str], list[Problem]]:
    """The variables of ``folder/.env``; none when there is no such file.

    A line that cannot be understood is told, without what stands in it, and left out.
    """
    path = folder / DOTENV
    try:
        with path.open("rb") as file:
            text = file.read(MAX_BYTES).decode("utf-8-sig")
    except FileNotFoundError:
        return {}, []
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        message = f"cannot read the file: {reason}"
        cure = "its variables are missing; mend or remove it"
        return {}, [Problem("TL119", message, file=shown(path), hint=cure, severity="warning")]
    # costs time to load, and most folders have no such file
    from dotenv import dotenv_values
    from dotenv.parser import parse_stream

    problems = [
        Problem(
            "TL119",
            "this line is not NAME=value: it is left out",
            file=shown(path),
            line=binding.original.line,
            column=1,
            hint="write NAME=value; quote a value that holds spaces or #",
            severity="warning",
        )
        for binding in parse_stream(StringIO(text))
        if binding.error or (binding.key is not None and binding.value is None)
    ]
    good = "".join(b.original.string for b in parse_stream(StringIO(text)) if not b.error)
    values = dotenv_values(stream=StringIO(good))
    return {name: value for name, value in values.items() if value is not None}, problems
