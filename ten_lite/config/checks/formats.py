"""The check that sound arrives in a rate and a number of channels that its receiver takes."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator
from typing import Any

from ten_lite.addons import AddonSpec, PcmFormat
from ten_lite.config.checks.flow import Flow
from ten_lite.config.checks.paste import connection
from ten_lite.config.reading.draft import Draft, EdgeDraft, NodeDraft
from ten_lite.config.text.pointer import join
from ten_lite.config.text.wording import hint
from ten_lite.errors import Problem
from ten_lite.messages import PcmFrame

__all__ = ["check_formats"]

RESAMPLER = "resampler"
USUAL_RATE_HZ = 16_000
RESAMPLED_CHANNELS = (1, 2)


def check_formats(draft: Draft) -> Iterator[Problem]:
    """Follow the sound that each node makes from edge to edge, also through who passes it on."""
    taken: dict[str, PcmFormat] = {}
    sent: dict[str, PcmFormat | None] = {}
    for node in draft.by_name.values():
        if node.spec is None or node.config is None:
            continue
        try:
            taken[node.name] = _told(node.spec.pcm_in, node.config) or PcmFormat()
            sent[node.name] = _told(node.spec.pcm_out, node.config)
        except Exception as error:  # an addon may fail in any way; it is reported
            yield _broken(draft, node, node.spec, error)
    edges = _edges(draft)
    told: set[tuple[str, str | None, str | None]] = set()
    for origin in draft.by_name.values():
        for edge, sound in _ways(origin.name, taken, sent, edges):
            if (way := (origin.name, edge.source, edge.target)) not in told:
                told.add(way)
                yield _mismatch(draft, origin, edge, sound, taken[edge.target or ""])
    for node in draft.by_name.values():
        for stand_in in node.fallback:
            yield from _misfit(draft, node, stand_in, taken, sent, edges)


def _misfit(
    draft: Draft,
    node: NodeDraft,
    stand_in: NodeDraft,
    taken: dict[str, PcmFormat],
    sent: dict[str, PcmFormat | None],
    edges: dict[str, list[EdgeDraft]],
) -> Iterator[Problem]:
    """What a fallback sends its neighbours, or gets from them, in a format that does not fit."""
    spec, config = stand_in.spec, stand_in.config
    if spec is None or config is None:
        return
    try:
        makes, wants = _told(spec.pcm_out, config), _told(spec.pcm_in, config) or PcmFormat()
    except Exception as error:  # as above
        yield _broken(draft, stand_in, spec, error)
        return
    for edge in itertools.chain.from_iterable(edges.values()):
        there, sound = taken.get(edge.target or ""), sent.get(edge.source or "")
        why = ""
        if edge.source == node.name and makes and there and makes.common(there) is None:
            why = f'it sends {makes}, and "{edge.target}" takes {there}'
        elif edge.target == node.name and sound and sound.common(wants) is None:
            why = f'it takes {wants}, and "{edge.source}" sends {sound}'
        if why:
            message = f'{spec.name} cannot stand in for "{node.name}": {why}'
            cure = "choose the format among its properties, or put a resampler between them"
            yield draft.problem("TL310", message, join(stand_in.pointer, "addon"), cure)


def _broken(draft: Draft, node: NodeDraft, spec: AddonSpec, error: Exception) -> Problem:
    reason = type(error).__name__  # the text may hold the value of a property
    message = f'the addon "{spec.name}" cannot tell its sound formats: {reason}'
    cure = "report it to the addon's author"
    return draft.problem("TL302", message, join(node.pointer, "addon"), cure)


def _told(tell: Callable[[Any], PcmFormat | None], config: Any) -> PcmFormat | None:
    told = tell(config)
    if told is not None and not isinstance(told, PcmFormat):
        raise TypeError("not a PcmFormat")
    return told


def _edges(draft: Draft) -> dict[str, list[EdgeDraft]]:
    """The ways of sound, by their source; one that is converted may have any format then."""
    edges: dict[str, list[EdgeDraft]] = {}
    for edge in Flow.of(draft).sound:
        if edge.source is None or edge.message is None or edge.converter is not None:
            continue
        if issubclass(edge.message, PcmFrame):
            edges.setdefault(edge.source, []).append(edge)
    return edges


def _ways(
    origin: str,
    taken: dict[str, PcmFormat],
    sent: dict[str, PcmFormat | None],
    edges: dict[str, list[EdgeDraft]],
) -> Iterator[tuple[EdgeDraft, PcmFormat]]:
    """The edges at which the sound that ``origin`` makes does not fit, and what it is there."""
    made = sent.get(origin)
    ways = [] if made is None else [(origin, made)]
    seen = set(ways)
    for name, sound in ways:  # grows on the way
        for edge in edges.get(name, ()):
            target = edge.target
            if target is None or target not in taken:
                continue
            common = sound.common(taken[target])
            if common is None:
                yield edge, sound
            elif target in sent and sent[target] is None and (target, common) not in seen:
                seen.add((target, common))
                ways.append((target, common))


def _mismatch(
    draft: Draft, origin: NodeDraft, edge: EdgeDraft, sound: PcmFormat, wanted: PcmFormat
) -> Problem:
    what = f'"{edge.source}" sends {sound}'
    if edge.source != origin.name:
        what = f'"{edge.source}" passes on {sound} of "{origin.name}"'
    message = f'{what}, and "{edge.target}" takes {wanted}'
    between = f'"{edge.source}" and "{edge.target}"'
    target_format = _resampled(sound, wanted)
    if target_format is None:
        cure = f"put a node between {between} that makes the one out of the other"
    else:
        cure = f"put a resampler between {between}: {_resampler(draft, edge, *target_format)}"
    return draft.problem("TL216", message, edge.input_at, cure)


def _resampler(draft: Draft, edge: EdgeDraft, sample_rate_hz: int, channels: int) -> str:
    """The node to put into ``edge`` and its two connections, as JSON."""
    names = itertools.chain([RESAMPLER], (f"{RESAMPLER}_{n}" for n in itertools.count(2)))
    name = next(name for name in names if name not in draft.by_name)
    properties = {"sample_rate_hz": sample_rate_hz, "channels": channels}
    node = {"type": "extension", "name": name, "addon": RESAMPLER, "property": properties}
    before = connection(draft, edge.source or "", PcmFrame, name)
    after = connection(draft, name, PcmFrame, edge.target or "")
    return hint(json.dumps(node), f"connected instead: {before}, {after}")


def _resampled(sound: PcmFormat, wanted: PcmFormat) -> tuple[int, int] | None:
    """What a resampler has to make: rate and channels; None for what it cannot make."""
    possible = wanted.channels or sound.channels or RESAMPLED_CHANNELS
    channels = [number for number in possible if number in RESAMPLED_CHANNELS]
    if not channels:
        return None
    kept = [number for number in channels if number in sound.channels]
    rates, made = wanted.sample_rates_hz, sound.sample_rates_hz
    if not rates:
        return (made[0] if made else USUAL_RATE_HZ), (kept or channels)[0]
    highest = max(made, default=USUAL_RATE_HZ)
    enough = [rate for rate in rates if rate >= highest]
    return (min(enough) if enough else max(rates)), (kept or channels)[0]
