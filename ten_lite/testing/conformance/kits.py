"""Which rows an addon is held to."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ten_lite.addons.spec import AddonSpec
from ten_lite.testing.conformance.contract import AddonConformance
from ten_lite.testing.conformance.kit import Conformance
from ten_lite.testing.conformance.llm import LlmConformance
from ten_lite.testing.conformance.provider import Provider
from ten_lite.testing.conformance.stt import SttConformance
from ten_lite.testing.conformance.transport import TransportConformance
from ten_lite.testing.conformance.tts import TtsConformance

__all__ = ["EVERY_KIT", "KITS", "chosen_kit", "kit_for"]

LIVE = "nobody can tell a real provider to do this"

KITS: Mapping[str, type[Conformance[Any]]] = {
    "llm": LlmConformance,
    "stt": SttConformance,
    "transport": TransportConformance,
    "tts": TtsConformance,
}
"""By kind of addon; all others are held to ``AddonConformance``."""

EVERY_KIT: Mapping[str, type[Conformance[Any]]] = {
    "Every addon": AddonConformance,
    "Recognisers": SttConformance,
    "Language models": LlmConformance,
    "Voices": TtsConformance,
    "Transports": TransportConformance,
}


def kit_for(addon: AddonSpec) -> type[Conformance[Any]]:
    """The kit of the addon's kind, for a subclass that names the addon."""
    return KITS.get(addon.kind, AddonConformance)


def chosen_kit(
    addon: AddonSpec, properties: Mapping[str, Any], *, live: bool, recording: Path | None
) -> type[Conformance[Any]]:
    """A kit for ``addon``, ready to be carried out.

    Args:
        addon: The addon.
        properties: Its properties; with a fake provider, besides those that lead to it.
        live: Whether it is to meet its real provider.
        recording: A WAV file of somebody speaking, for a recogniser.
    """
    kit = kit_for(addon)
    names: dict[str, Any] = {"addon": addon, "properties": properties}
    if live:
        names["provider"] = staticmethod(lambda: _bare(kit, recording, live=True))
    elif not addon.conformance_provider:
        names["provider"] = staticmethod(lambda: _bare(kit, recording, live=False))
    return type(f"{kit.__name__}Of{addon.name}", (kit,), names)


def _bare(kit: type[Conformance[Any]], recording: Path | None, *, live: bool) -> Provider:
    provider = kit.bare_provider(why_not=LIVE) if live else kit.bare_provider()
    provider.real_time = live
    provider.recording = recording
    return provider
