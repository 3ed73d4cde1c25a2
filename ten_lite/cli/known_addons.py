"""The directory: addons that others have published, as far as this version knows of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, TypeAdapter

from ten_lite.addons import AddonKind

__all__ = ["KnownAddon", "known_addons", "matches"]


class KnownAddon(BaseModel):
    """An entry of ``ten_lite/addons/directory.json``.

    Attributes:
        name: The addon's name in a graph.
        kind: What it is for.
        description: One sentence.
        distribution: What pip installs.
        url: Where to read about it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    kind: AddonKind
    description: str
    distribution: str
    url: str

    def fits(self, words: Iterable[str]) -> bool:
        """Whether all ``words`` stand in what is told about it."""
        return matches(words, [self.name, self.kind, self.description, self.distribution])


def known_addons() -> list[KnownAddon]:
    """All entries, in the order of the file."""
    text = files("ten_lite.addons").joinpath("directory.json").read_bytes()
    return TypeAdapter(list[KnownAddon]).validate_json(text)


def matches(words: Iterable[str], texts: Sequence[str]) -> bool:
    """Whether each of ``words`` is part of one of ``texts``, in any case of letters."""
    whole = "\n".join(texts).casefold()
    return all(word.casefold() in whole for word in words)
