from __future__ import annotations

from ten_lite.config.definition import QueueDef, default_queue


def test_sound_is_lost_when_it_is_late_and_nothing_else_is() -> None:
    assert default_queue("audio_frame") == default_queue("video_frame")
    assert default_queue("audio_frame") == QueueDef(250, "drop_oldest")
    assert default_queue("cmd") == default_queue("data") == QueueDef(256, "block")
