"""The fake ElevenLabs, as ``ten-lite conform`` tells it how to behave."""

from ten_lite_elevenlabs.conformance.contexts import ContextsProvider
from ten_lite_elevenlabs.conformance.http import HttpProvider
from ten_lite_elevenlabs.conformance.scribe import ScribeProvider

__all__ = ["ContextsProvider", "HttpProvider", "ScribeProvider"]
