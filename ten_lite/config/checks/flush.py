"""The check that an interruption gets to every node that holds speech."""

from __future__ import annotations

from collections.abc import Iterator

from ten_lite.config.checks.flow import Flow, all_known, arriving
from ten_lite.config.checks.paste import connection
from ten_lite.config.checks.ways import reached
from ten_lite.config.reading.draft import Draft, NodeDraft
from ten_lite.config.text.pointer import join
from ten_lite.errors import Problem
from ten_lite.messages import PcmFrame, TtsFlush, TtsTextInput

__all__ = ["check_flush"]


def check_flush(draft: Draft) -> Iterator[Problem]:
    """Where a node can interrupt, ``tts_flush`` reaches voices, and transports that play them."""
    sender = next((node.name for node in draft.by_name.values() if _gives_flush(node)), None)
    if sender is None or not all_known(draft):
        return
    flow = Flow.of(draft)
    told_to_speak = {
        edge.target
        for edge in flow.sound
        if (taken := arriving(edge)) is not None and issubclass(taken, TtsTextInput)
    }
    played = _reached_by_voices(draft, flow, told_to_speak)
    for node in draft.by_name.values():
        spec = node.spec
        holds_speech = node.name in told_to_speak or node.name in played
        if spec is None or not holds_speech or _gives_flush(node):
            continue
        takes = spec.takes(TtsFlush.kind, TtsFlush.name) is not None
        place = join(node.pointer, "name")
        if not takes and node.name in told_to_speak:
            message = f'"{node.name}" ({spec.name}) speaks and does not take tts_flush'
            cure = (
                "it speaks on when the user interrupts, until what it was given is spoken: use a "
                "voice that takes tts_flush"
            )
            yield draft.problem("TL213", message, place, cure, severity="warning")
        elif takes and flow.lacks(node, TtsFlush):
            holds = "speaks" if node.name in told_to_speak else "plays speech"
            message = f'"{node.name}" {holds}, and the tts_flush of "{sender}" does not get to it'
            cure = f"connect it: {connection(draft, sender, TtsFlush, node.name)}"
            yield draft.problem("TL213", message, place, cure)


def _gives_flush(node: NodeDraft) -> bool:
    return node.spec is not None and node.spec.gives(TtsFlush.kind, TtsFlush.name) is not None


def _reached_by_voices(draft: Draft, flow: Flow, told_to_speak: set[str | None]) -> set[str]:
    """Where the sound of a voice comes to, by way of whatever works on sound."""
    ways: dict[str, list[str]] = {}
    for edge in flow.sound:
        spec = draft.spec(edge.source)
        message = arriving(edge)
        is_sound = message is not None and issubclass(message, PcmFrame)
        if is_sound and edge.source and edge.target and spec and spec.kind != "transport":
            ways.setdefault(edge.source, []).append(edge.target)
    direct = {
        target
        for node in draft.by_name.values()
        if node.name in told_to_speak or (node.spec is not None and node.spec.kind == "tts")
        for target in ways.get(node.name, ())
    }
    return reached(direct, ways)
