"""The check that a queue loses only what may be lost, and holds up only who can wait."""

from __future__ import annotations

from collections.abc import Iterator

from ten_lite.config.reading.draft import Draft, EdgeDraft
from ten_lite.config.text.pointer import join
from ten_lite.errors import Problem

__all__ = ["check_policies"]

LOSSY = ("drop_oldest", "drop_newest")
FRAMES = ("audio_frame", "video_frame")


def check_policies(draft: Draft) -> Iterator[Problem]:
    """Commands and data are never dropped; sound and pictures hold nobody up."""
    seen: set[tuple[str, str]] = set()
    for edge in draft.edges:
        policy = edge.queue.get("policy") if isinstance(edge.queue, dict) else None
        if (edge.queue_at, edge.name) in seen:
            continue
        if policy in LOSSY and edge.kind not in FRAMES:
            seen.add((edge.queue_at, edge.name))
            yield _lossy(draft, edge, policy)
        elif policy == "block" and edge.kind in FRAMES:
            target = draft.spec(edge.target)
            if target is not None and target.kind != "transport":
                seen.add((edge.queue_at, edge.name))
                yield _holding(draft, edge)


def _lossy(draft: Draft, edge: EdgeDraft, policy: str) -> Problem:
    message = f'"{policy}" would lose {edge.name}, of kind {edge.kind}'
    cure = 'only sound and pictures may be dropped: write "block", or leave the policy out'
    return draft.problem("TL214", message, join(edge.queue_at, "policy"), cure)


def _holding(draft: Draft, edge: EdgeDraft) -> Problem:
    sender = f'"{edge.source}"' if edge.source else "the sender"
    message = f'"block" on {edge.name}: when "{edge.target}" is slow, {sender} is held up'
    cure = 'write "drop_oldest", or leave the policy out'
    place = join(edge.queue_at, "policy")
    return draft.problem("TL214", message, place, cure, severity="warning")
