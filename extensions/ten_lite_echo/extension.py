"""The whole of ``echo``."""

from __future__ import annotations

from ten_lite.addons import AddonConfig
from ten_lite.messages import PcmFrame
from ten_lite.runtime import Extension

__all__ = ["Echo"]


class Echo(Extension[AddonConfig]):
    """Passes each frame on."""

    def on_pcm_frame(self, frame: PcmFrame) -> None:
        """Send the frame back."""
        self.send(frame)
