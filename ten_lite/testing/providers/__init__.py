"""Providers on 127.0.0.1 that speak the real protocols, strictly, and fail as they are told.

The tests of the addons run their real SDKs against them; so can yours.
"""

from ten_lite.testing.providers.azure import (
    AzureCall,
    AzurePlan,
    AzureSpeech,
    AzureSpeechPlan,
    FakeAzure,
)
from ten_lite.testing.providers.deepgram import DeepgramCall, DeepgramPlan, FakeDeepgram
from ten_lite.testing.providers.elevenlabs import ElevenLabsCall, ElevenLabsPlan, FakeElevenLabs
from ten_lite.testing.providers.spoken import NUMBERS, pause, read_numbers, say_numbers, spell

__all__ = [
    "NUMBERS",
    "AzureCall",
    "AzurePlan",
    "AzureSpeech",
    "AzureSpeechPlan",
    "DeepgramCall",
    "DeepgramPlan",
    "ElevenLabsCall",
    "ElevenLabsPlan",
    "FakeAzure",
    "FakeDeepgram",
    "FakeElevenLabs",
    "pause",
    "read_numbers",
    "say_numbers",
    "spell",
]
