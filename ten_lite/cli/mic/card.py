"""What a conversation needs of a sound card."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

__all__ = ["SoundCard"]


class SoundCard(Protocol):
    """A microphone and a loudspeaker; sound is mono 16-bit PCM.

    The functions given to ``start`` are called from any thread, and must not wait.
    """

    @property
    def input_rate_hz(self) -> int:
        """Rate of what the microphone hears."""
        ...

    @property
    def output_rate_hz(self) -> int:
        """Rate of what the loudspeaker is given."""
        ...

    @property
    def output_latency_ms(self) -> int:
        """Sound that was given to the loudspeaker and is not heard yet; known once it runs."""
        ...

    def start(
        self,
        hear: Callable[[bytes], None],
        play: Callable[[int], bytes],
        lose: Callable[[str], None],
    ) -> None:
        """Begin to hear and to play.

        Args:
            hear: Is given what the microphone heard.
            play: Gives as many samples as it is asked for.
            lose: Is told, in words for the user, that a device has stopped by itself.

        Raises:
            TenLiteError: A device cannot be opened.
        """
        ...

    def stop(self) -> None:
        """Be silent at once and call nothing any more; also before ``start``, and twice."""
        ...
