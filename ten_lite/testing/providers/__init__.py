"""Providers on 127.0.0.1 that speak the real protocols, strictly, and fail as they are told.

The tests of the addons run their real SDKs against them; so can yours.
"""

from ten_lite.testing.providers.assemblyai import (
    AssemblyAiCall,
    AssemblyAiPlan,
    FakeAssemblyAi,
)
from ten_lite.testing.providers.azure import (
    AzureCall,
    AzurePlan,
    AzureSpeech,
    AzureSpeechPlan,
    FakeAzure,
)
from ten_lite.testing.providers.cartesia import (
    CartesiaContextCall,
    CartesiaPlan,
    FakeCartesia,
)
from ten_lite.testing.providers.deepgram import DeepgramCall, DeepgramPlan, FakeDeepgram
from ten_lite.testing.providers.deepgram_flux import FakeFlux, FluxCall, FluxPlan
from ten_lite.testing.providers.elevenlabs import ElevenLabsCall, ElevenLabsPlan, FakeElevenLabs
from ten_lite.testing.providers.elevenlabs_contexts import VoiceCall, VoiceContext, VoicePlan
from ten_lite.testing.providers.elevenlabs_scribe import ScribeCall, ScribePlan
from ten_lite.testing.providers.spoken import NUMBERS, pause, read_numbers, say_numbers, spell

__all__ = [
    "NUMBERS",
    "AssemblyAiCall",
    "AssemblyAiPlan",
    "AzureCall",
    "AzurePlan",
    "AzureSpeech",
    "AzureSpeechPlan",
    "CartesiaContextCall",
    "CartesiaPlan",
    "DeepgramCall",
    "DeepgramPlan",
    "ElevenLabsCall",
    "ElevenLabsPlan",
    "FakeAssemblyAi",
    "FakeAzure",
    "FakeCartesia",
    "FakeDeepgram",
    "FakeElevenLabs",
    "FakeFlux",
    "FluxCall",
    "FluxPlan",
    "ScribeCall",
    "ScribePlan",
    "VoiceCall",
    "VoiceContext",
    "VoicePlan",
    "pause",
    "read_numbers",
    "say_numbers",
    "spell",
]
