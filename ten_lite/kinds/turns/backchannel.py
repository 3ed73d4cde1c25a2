"""Sounds of agreement that a listener makes, and that are no turn of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ten_lite.kinds.turns.utterance import words

__all__ = ["BACKCHANNELS", "Backchannels"]

BACKCHANNELS: Mapping[str, tuple[str, ...]] = {
    "en": (
        *("uh-huh", "uh huh", "mm-hmm", "mm hmm", "mhm", "mm", "hmm", "hm", "yeah", "yep", "yes"),
        *("okay", "ok", "right", "sure", "i see", "got it", "great", "good", "nice", "wow", "oh"),
        *("ah", "aha", "huh", "cool", "true", "exactly", "all right", "alright"),
    ),
    "de": (
        *("mhm", "hm", "hmm", "ja", "jaja", "ja ja", "genau", "okay", "ok", "ach so", "aha", "oh"),
        *("stimmt", "gut", "klar", "richtig", "verstehe", "ah", "alles klar", "na klar"),
    ),
    "fr": (
        *("mhm", "hm", "hum", "oui", "ouais", "d'accord", "ok", "okay", "ah", "ah bon", "oh"),
        *("bien", "très bien", "je vois", "voilà", "c'est vrai", "exact", "super"),
    ),
    "es": (
        *("ajá", "aja", "mhm", "sí", "si", "vale", "ok", "okay", "claro", "ya", "ah", "oh"),
        *("bueno", "bien", "entiendo", "exacto", "cierto", "muy bien"),
    ),
    "it": (
        *("mhm", "sì", "si", "già", "ok", "okay", "certo", "va bene", "ah", "oh", "esatto"),
        *("capisco", "bene", "giusto", "d'accordo"),
    ),
    "pt": (
        *("aham", "uhum", "mhm", "sim", "ok", "okay", "tá", "tá bom", "certo", "claro", "ah"),
        *("entendi", "pois é", "isso", "exato", "oh"),
    ),
    "nl": (
        *("mhm", "hm", "ja", "jaja", "oké", "ok", "okay", "precies", "ah", "oh", "goed"),
        *("snap ik", "klopt", "inderdaad"),
    ),
    "zh": ("嗯", "嗯嗯", "哦", "噢", "啊", "对", "对对", "好", "好的", "是", "是的", "行", "明白"),
    "ja": ("うん", "うんうん", "はい", "ええ", "へえ", "そう", "そうですね", "なるほど", "ああ"),
    "ko": ("네", "예", "응", "음", "아", "그렇군요", "맞아요", "그래", "알겠어요"),
}
"""What counts by default, by language."""


class Backchannels:
    """Tells a backchannel from words that want an answer.

    Args:
        own: Phrases by language (``en``), in place of those of ``BACKCHANNELS``; an empty list
            turns a language off.
    """

    def __init__(self, own: Mapping[str, Sequence[str]] | None = None) -> None:
        self._phrases = {
            language: frozenset(tuple(words(phrase)) for phrase in phrases if words(phrase))
            for language, phrases in {**BACKCHANNELS, **(own or {})}.items()
        }

    def is_one(self, text: str, language: str, *, is_final: bool) -> bool:
        """Whether ``text`` is made of backchannels alone; a partial one may be the start of one.

        Args:
            text: What was said over the answer.
            language: BCP-47 code; its first part counts.
            is_final: Whether the text is complete.
        """
        phrases = self._phrases.get(language.split("-")[0].lower(), frozenset())
        said = tuple(words(text))
        if not said or not phrases:
            return False
        return _is_made_of(said, phrases, is_final=is_final)


def _is_made_of(
    said: tuple[str, ...], phrases: frozenset[tuple[str, ...]], *, is_final: bool
) -> bool:
    reached = {0}
    for start in range(len(said)):
        if start in reached:
            reached |= {
                start + len(phrase)
                for phrase in phrases
                if said[start : start + len(phrase)] == phrase
            }
    if len(said) in reached:
        return True
    return not is_final and any(
        _begins(said[start:], phrase) for start in reached for phrase in phrases
    )


def _begins(said: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    """Whether ``said`` is the beginning of ``phrase``, its last word possibly cut short."""
    whole, last = said[:-1], said[-1]
    return (
        len(said) <= len(phrase)
        and phrase[: len(whole)] == whole
        and phrase[len(whole)].startswith(last)
    )
