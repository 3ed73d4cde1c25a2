"""What must be true when a conversation has come to rest."""

from __future__ import annotations

from collections import Counter
from typing import Any

from ten_lite.runtime import Session

from .client import Client
from .history import fault_of, words
from .voice import MS_PER_CHARACTER
from .world import World

__all__ = ["check_answers", "check_history", "check_sound"]

FILLER = "filler"
CHARACTERS_PER_S = 1000 / MS_PER_CHARACTER


def turn_of(answer: str) -> str:
    """The turn that ``answer`` belongs to: ids are session-turn, and -count from the second on."""
    return "-".join(answer.split("-")[:2])


def is_of_turn(answer: str) -> bool:
    """Whether ``answer`` answers the user, and is not said of the agent's own accord."""
    return answer.partition("-")[2][:1].isdigit()


def check_sound(world: World, client: Client) -> None:
    """Claim that each answer was played from its beginning, without a gap, nothing twice."""
    for answer, played in client.played.items():
        if client.is_slow:
            break
        if world.is_exact(answer) and not world.made[answer].startswith(played):
            world.wrong.append(f"the sound of {answer} was not played as it was made")
    heard = {answer for answer in client.played if client.played[answer] and is_of_turn(answer)}
    for turn, count in Counter(turn_of(answer) for answer in heard).items():
        world.claim(count == 1, f"{count} answers were heard in turn {turn}")
    world.counts["turns heard"] += len(heard)


def check_history(world: World, session: Session, client: Client) -> None:
    """Claim that it holds what was said and heard, once."""
    entries = session.nodes["control"].state["talk"].history.entries
    messages = [message for entry in entries for message in entry.messages]
    world.claim(not fault_of(messages), fault_of(messages))
    remembered: dict[str, list[str]] = {}
    cut: set[str] = set()
    for entry in entries:
        for message in entry.messages:
            if message["role"] == "assistant" and message["content"]:
                request = _request_of(world, message["content"])
                if request:
                    answer = request.split(".")[0]
                    remembered.setdefault(answer, []).extend(words(message["content"]))
                    if entry.is_interrupted:
                        cut.add(answer)
    for answer in {r.split(".")[0] for r in world.generated} | set(remembered):
        _check_answer(world, client, answer, remembered.get(answer, []), answer in cut)
    _check_user(world, messages)


def _request_of(world: World, content: str) -> str:
    for request, generated in world.generated.items():
        if generated.strip().startswith(content):
            return request
    if any(content.startswith(own) for own in ("greeting", "notice", "away", "farewell")):
        return ""
    world.wrong.append(f"the history has what no model said: {content!r}")
    return ""


def _check_answer(
    world: World, client: Client, answer: str, remembered: list[str], was_cut: bool
) -> None:
    """One answer, all its requests together: what is remembered is what was heard."""
    if not world.is_exact(answer):
        return
    generated = [
        word
        for request, text in world.generated.items()
        if request.split(".")[0] == answer
        for word in words(text)
    ]
    if remembered != generated[: len(remembered)]:
        world.wrong.append(f"{answer}: {remembered} is remembered, {generated} was generated")
        return
    if client.is_slow or answer in client.torn:
        return
    text = client.heard(answer)
    heard = _words_heard(text)
    whole = _words_heard(world.spoken[answer])
    if not was_cut and remembered:
        world.counts["answers settled"] += 1
        world.claim(heard == whole, f"{answer} is remembered whole, heard was {heard} of {whole}")
        return
    world.counts["answers interrupted"] += bool(heard)
    # what a client reports is as old as its way here, and it plays on until the flush is there
    late = round(2 * client.delay_s * CHARACTERS_PER_S) if client.reports else 0
    least = _whole_words(text[: max(0, len(text) - late)], whole)
    most = _whole_words(text, whole)
    world.claim(
        least - 1 <= len(remembered) <= most + 1,
        f"{answer}: {remembered} is remembered, {heard} was heard of {whole}",
    )


def _whole_words(text: str, of: list[str]) -> int:
    return sum(word == other for word, other in zip(_words_heard(text), of, strict=False))


def _words_heard(text: str) -> list[str]:
    """The words of ``text``, which may be broken off in the last one; no fillers."""
    return [word for word in words(text) if not FILLER.startswith(word)]


def _check_user(world: World, messages: list[dict[str, Any]]) -> None:
    said = Counter(
        word
        for message in messages
        if message["role"] == "user"
        for word in message["content"].split()
    )
    for utterance in world.said:
        for word in utterance.words:
            world.claim(said[word], f'"{word}" of {utterance.words} is not in the history')
            if utterance.is_once:
                world.claim(said[word] <= 1, f'"{word}" is in the history {said[word]} times')


def check_answers(world: World, session: Session, client: Client) -> None:
    """Claim that each of the user's messages was answered, or an error was shown."""
    entries = session.nodes["control"].state["talk"].history.entries
    unanswered = sum(
        entry.is_of_user and (place + 1 == len(entries) or entries[place + 1].is_of_user)
        for place, entry in enumerate(entries)
    )
    world.claim(
        world.unreliable or "no_answer" not in client.errors, "a voice that spoke was given up on"
    )
    world.claim(
        unanswered <= len(client.errors),
        f"{unanswered} messages were not answered, and {len(client.errors)} errors were shown",
    )
