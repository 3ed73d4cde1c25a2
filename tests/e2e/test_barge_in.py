from __future__ import annotations

import pytest

from tests.e2e.barge_in import interrupt

pytestmark = [
    pytest.mark.real_time,
    pytest.mark.weights,
    pytest.mark.timeout(900),
    pytest.mark.usefixtures("embedded_weights"),
]


async def test_real_speech_cuts_the_answer_and_is_answered_itself() -> None:
    for moment in await interrupt(3, seed=7):
        assert moment.late_frames == 0
        assert "Romeo and Juliet" in moment.understood
        assert "Shakespeare" in moment.answer
