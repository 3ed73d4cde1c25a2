from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest

from ten_lite.testing.conformance import SttConformance, TtsConformance
from ten_lite_google import GOOGLE_STT, GOOGLE_TTS

pytestmark = pytest.mark.real_time


@pytest.fixture(autouse=True)
def no_log_holds_a_traceback() -> Iterator[None]:
    """As in conftest, but a row looks for threads itself, before its test is over."""
    make = logging.getLogRecordFactory()

    def written_out(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record = make(*args, **kwargs)
        if record.exc_info:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
            record.exc_info = None
        return record

    logging.setLogRecordFactory(written_out)
    yield
    logging.setLogRecordFactory(make)


class TestGoogleStt(SttConformance):
    addon = GOOGLE_STT


class TestGoogleTts(TtsConformance):
    addon = GOOGLE_TTS
