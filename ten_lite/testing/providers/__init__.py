"""Providers on 127.0.0.1 that speak the real protocols, strictly, and fail as they are told.

The tests of the addons run their real SDKs against them; so can yours.
"""

from ten_lite.testing.providers.assemblyai import AssemblyAiPlan, FakeAssemblyAi
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
from ten_lite.testing.providers.deepgram import DeepgramPlan, FakeDeepgram
from ten_lite.testing.providers.elevenlabs import ElevenLabsCall, ElevenLabsPlan, FakeElevenLabs
from ten_lite.testing.providers.elevenlabs_contexts import VoiceCall, VoiceContext, VoicePlan
from ten_lite.testing.providers.elevenlabs_scribe import ScribeCall, ScribePlan
from ten_lite.testing.providers.spoken import NUMBERS, pause, read_numbers, say_numbers, spell
from ten_lite.testing.providers.stt_fake import SttCall
from ten_lite.testing.providers.websocket_fake import WebSocketCall

__all__ = [
    "NUMBERS",
    "AssemblyAiPlan",
    "AzureCall",
    "AzurePlan",
    "AzureSpeech",
    "AzureSpeechPlan",
    "CartesiaContextCall",
    "CartesiaPlan",
    "DeepgramPlan",
    "ElevenLabsCall",
    "ElevenLabsPlan",
    "FakeAssemblyAi",
    "FakeAzure",
    "FakeCartesia",
    "FakeDeepgram",
    "FakeElevenLabs",
    "ScribeCall",
    "ScribePlan",
    "SttCall",
    "VoiceCall",
    "VoiceContext",
    "VoicePlan",
    "WebSocketCall",
    "pause",
    "read_numbers",
    "say_numbers",
    "spell",
]
