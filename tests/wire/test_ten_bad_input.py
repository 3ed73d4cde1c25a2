"""What the ``ten`` protocol refuses, each with the whole text the client gets."""

from __future__ import annotations

import base64
import json

import pytest

from ten_lite.errors import ProtocolError
from ten_lite.messages import (
    PcmFrame,
)
from ten_lite.wire.ten_client import encode_audio

from .kit import (
    B64,
    SAMPLES,
    config,
    from_client,
    nested,
    position,
    typed,
    with_metadata,
)

MISSING_AUDIO = 'Missing required field: "audio" with base64 data'

BAD_TEXT = {
    "": "Invalid JSON: Expecting value (line 1, column 1)",
    "hello": 'Invalid JSON: Expecting value (line 1, column 1, near "hello")',
    "\ufeff{}": 'Invalid JSON: Expecting value (line 1, column 1, near "\\ufeff{}")',
    '{"audio":\n tru}': 'Invalid JSON: Expecting value (line 2, column 2, near "tru}")',
    '{"audio"': "Invalid JSON: Expecting ':' delimiter (line 1, column 9)",
    "{} {}": 'Invalid JSON: Extra data (line 1, column 4, near "{}")',
    "[]": "Invalid JSON: expected an object, got an array",
    "5": "Invalid JSON: expected an object, got 5",
    "null": "Invalid JSON: expected an object, got null",
    '"hi"': 'Invalid JSON: expected an object, got "hi"',
    "NaN": "Invalid JSON: NaN is not a JSON number",
    with_metadata('{"x":[NaN]}'): "Invalid JSON: NaN is not a JSON number",
    f'{{"audio":"{B64}","x":-Infinity}}': "Invalid JSON: -Infinity is not a JSON number",
    with_metadata('{"x":1e999}'): 'Invalid JSON: the number "1e999" is out of range',
    with_metadata('{"x":18446744073709551616}'): (
        'Invalid JSON: the integer "18446744073709551616" does not fit in 64 bits'
    ),
    with_metadata('{"x":-9223372036854775809}'): (
        'Invalid JSON: the integer "-9223372036854775809" does not fit in 64 bits'
    ),
    with_metadata('{"x":' + "9" * 5000 + "}"): (
        'Invalid JSON: the integer "' + "9" * 37 + '..." does not fit in 64 bits'
    ),
    nested(33): "Invalid JSON: nested deeper than 32 levels",
    "[" * 100_000: "Invalid JSON: nested deeper than 32 levels",
    '{"a":' * 100_000: "Invalid JSON: nested deeper than 32 levels",
    typed({"text": "a\ud800"}): 'Invalid JSON: a lone surrogate in "a\\ud800"',
    with_metadata('{"\\udc00":1}'): 'Invalid JSON: a lone surrogate in "\\udc00"',
    with_metadata('{"a":["\ud800"]}'): 'Invalid JSON: a lone surrogate in "\\ud800"',
    "{}": MISSING_AUDIO,
    '{"type":"audio","data":"AAAA"}': MISSING_AUDIO,
    '{"name":"text_data","data":{"text":"hi"}}': MISSING_AUDIO,
    '{"audio":null}': '"audio" must be a string of base64 data, got null',
    '{"audio":5}': '"audio" must be a string of base64 data, got 5',
    '{"audio":["AAAA"]}': '"audio" must be a string of base64 data, got an array',
    '{"audio":{}}': '"audio" must be a string of base64 data, got an object',
    '{"audio":""}': "The audio is empty",
    '{"audio":"!!!!"}': (
        'Invalid base64 audio data: "!" at character 1 is not in the alphabet'
    ),
    '{"audio":"AA\\u00e9A"}': (
        'Invalid base64 audio data: "é" at character 3 is not in the alphabet'
    ),
    '{"audio":"AA-A"}': (
        'Invalid base64 audio data: "-" at character 3; use the alphabet with "+" and "/"'
    ),
    '{"audio":"AAA_"}': (
        'Invalid base64 audio data: "_" at character 4; use the alphabet with "+" and "/"'
    ),
    '{"audio":"AAAA\\nAAAA"}': "Invalid base64 audio data: white space at character 5",
    '{"audio":" AAAA"}': "Invalid base64 audio data: white space at character 1",
    '{"audio":"AAA"}': "Invalid base64 audio data: 3 characters, which is not a multiple of 4",
    '{"audio":"AAAA="}': "Invalid base64 audio data: 5 characters, which is not a multiple of 4",
    '{"audio":"AAAA===="}': "Invalid base64 audio data: more than two padding characters",
    '{"audio":"===="}': "Invalid base64 audio data: more than two padding characters",
    '{"audio":"A==="}': "Invalid base64 audio data: more than two padding characters",
    '{"audio":"AA==AAAA"}': "Invalid base64 audio data: padding in the middle, at character 3",
    '{"audio":"=AAA"}': "Invalid base64 audio data: padding in the middle, at character 1",
    '{"audio":"AAB="}': (
        "Invalid base64 audio data: the unused bits of the last character are not zero"
    ),
    '{"audio":"AAAAAB=="}': (
        "Invalid base64 audio data: the unused bits of the last character are not zero"
    ),
    '{"audio":"data:audio/pcm;base64,AAAA"}': (
        "Invalid base64 audio data: it is a data: URL; send only what follows the comma"
    ),
    '{"audio":"AAAA"}': (
        "The audio has 3 bytes, which is not a multiple of 2 (16-bit samples, 1 channel)"
    ),
    json.dumps({"audio": base64.b64encode(b"RIFF\x24\0\0\0WAVEfmt ").decode()}): (
        "The audio looks like a WAV file; send bare 16-bit PCM samples"
    ),
    with_metadata("null"): '"metadata" must be an object, got null',
    with_metadata("[]"): '"metadata" must be an object, got an array',
    with_metadata('"x"'): '"metadata" must be an object, got "x"',
    with_metadata('{"sample_rate":8000}'): (
        '"metadata.sample_rate" is 8000, but this server takes 16000'
    ),
    with_metadata('{"sample_rate":"16000"}'): (
        '"metadata.sample_rate" is "16000", but this server takes 16000'
    ),
    with_metadata('{"sample_rate":16000.0}'): (
        '"metadata.sample_rate" is 16000.0, but this server takes 16000'
    ),
    with_metadata('{"sample_rate":null}'): (
        '"metadata.sample_rate" is null, but this server takes 16000'
    ),
    with_metadata('{"channels":true}'): '"metadata.channels" is true, but this server takes 1',
    with_metadata('{"channels":2}'): '"metadata.channels" is 2, but this server takes 1',
    with_metadata('{"bytes_per_sample":4}'): (
        '"metadata.bytes_per_sample" is 4, but this server takes 2'
    ),
    '{"type":null}': 'Unknown type null: a client sends "audio", "data" or "cmd"',
    '{"type":5}': 'Unknown type 5: a client sends "audio", "data" or "cmd"',
    '{"type":["audio"]}': 'Unknown type an array: a client sends "audio", "data" or "cmd"',
    '{"type":"cmd","name":"flush","data":{"flush_id":"1"}}': (
        'Unknown command "flush": a client sends "interrupt"'
    ),
    f'{{"type":"pcm_frame","audio":"{B64}"}}': (
        'Unknown type "pcm_frame": a client sends "audio", "data" or "cmd"'
    ),
    '{"type":"\\u001b[31m\\u202e\\"\\\\"}': (
        'Unknown type "\\x1b[31m\\u202e\\"\\\\": a client sends "audio", "data" or "cmd"'
    ),
    '{"type":"data"}': 'Missing required field: "name" of the data message',
    '{"type":"data","name":"text_data"}': 'Missing required field: "data" with an object',
    '{"type":"data","name":"asr_result","data":{"text":"a","final":true}}': (
        'Unknown data name "asr_result": a client sends "text_data", "config" '
        'or "playback_position"'
    ),
    '{"type":"data","name":"tts_flush","data":{"flush_id":"1"}}': (
        'Unknown data name "tts_flush": a client sends "text_data", "config" '
        'or "playback_position"'
    ),
    '{"type":"data","name":null,"data":{}}': (
        'Unknown data name null: a client sends "text_data", "config" '
        'or "playback_position"'
    ),
    typed([]): '"data" must be an object, got an array',
    typed(None): '"data" must be an object, got null',
    typed({}): 'Missing required field: "data.text" with a string',
    typed({"text": 5}): '"data.text" must be a string, got 5',
    typed({"text": ""}): '"data.text" is empty',
    typed({"text": " \n\t\u3000"}): '"data.text" is empty',
    typed({"text": "a" * 8001}): '"data.text" has 8001 characters; at most 8000 are taken',
    typed({"text": "a", "role": "assistant"}): '"data.role" is "assistant", but a client is "user"',
    typed({"text": "a", "role": None}): '"data.role" is null, but a client is "user"',
    typed({"text": "a", "is_final": False}): (
        '"data.is_final" is false, but typed text is final: true'
    ),
    typed({"text": "a", "is_final": 1}): '"data.is_final" is 1, but typed text is final: true',
    config({}): 'Missing required field: "data.language" or "data.voice"',
    config({"lang": "de"}): (
        'Unknown key "lang" in "data": a client can change "language" and "voice"'
    ),
    config({"language": None}): '"data.language" must be a string, got null',
    config({"voice": 7}): '"data.voice" must be a string, got 7',
    config({"language": "de-DE", "voice": " "}): '"data.voice" is empty',
    config({"voice": "v" * 65}): '"data.voice" has 65 characters; at most 64 are taken',
    config({"voice": "a\nb"}): '"data.voice" holds a character that is not printable',
    config({"language": "de_DE"}): (
        '"data.language" is "de_DE", which is no BCP-47 code such as "de-DE"'
    ),
    config({"language": "d"}): '"data.language" is "d", which is no BCP-47 code such as "de-DE"',
    config([]): '"data" must be an object, got an array',
    position({"request_id": "r"}): 'Missing required field: "data.played_ms" with an integer',
    position({"played_ms": 1}): 'Missing required field: "data.request_id" with a string',
    position({"request_id": 1, "played_ms": 1}): '"data.request_id" must be a string, got 1',
    position({"request_id": "", "played_ms": 1}): (
        '"data.request_id" has 0 characters; it must have 1 to 200'
    ),
    position({"request_id": "r" * 201, "played_ms": 1}): (
        '"data.request_id" has 201 characters; it must have 1 to 200'
    ),
    **{
        position({"request_id": "r", "played_ms": wrong}): (
            f'"data.played_ms" must be an integer from 0 to 1099511627776, got {json.dumps(wrong)}'
        )
        for wrong in (-1, 1.0, True, None, "1", 2**40 + 1)
    },
    typed({"text": "a"}, audio=B64): 'A message carries either "audio" or data, not both',
}  # fmt: skip

BAD_BINARY = {
    b"": "The audio is empty",
    b"abc": "The audio has 3 bytes, which is not a multiple of 2 (16-bit samples, 1 channel)",
    b'{"audio": "AAAA"}': "JSON, which goes in a text message",
    b' [1, 2, {"a": NaN}]\n': "JSON, which goes in a text message",
    b"[" * 50_000 + b"]" * 50_000: "JSON, which goes in a text message",
    b"[" + b"9" * 5000 + b"]": "JSON, which goes in a text message",
    b"RIFF\x24\0\0\0WAVEfmt ": "a WAV file",
    b"[1, 2]": "JSON, which goes in a text message",
    b"ID3\4\0\0\0\0\1\x7f\xff\xfb": "an MP3 file",
    b"ID3\3\0\0\0\0\1\x7f": "an MP3 file",
    b"ID3\2\0\0\0\0\1\x7f": "an MP3 file",
    b"OggS\0\2\0\0": "an Ogg file",
    b"fLaC\0\0\0\x22\x10\0": "a FLAC file",
    b"fLaC\x80\0\0\x22\x10\0": "a FLAC file",
    b"\x1a\x45\xdf\xa3\x9f\x42": "a WebM file",
    b"\0\0\0\x1cftypiso5": "an MP4 file",
}


@pytest.mark.parametrize("message", BAD_TEXT, ids=lambda text: text[:40])
def test_bad_text_is_refused_with_its_reason(message: str) -> None:
    with pytest.raises(ProtocolError) as caught:
        from_client(message)
    assert str(caught.value) == BAD_TEXT[message]


@pytest.mark.parametrize("message", BAD_BINARY, ids=lambda data: repr(data[:20]))
def test_bad_binary_is_refused_with_its_reason(message: bytes) -> None:
    with pytest.raises(ProtocolError) as caught:
        from_client(message)
    reason = BAD_BINARY[message]
    if not reason.startswith("The"):
        reason = f"The audio looks like {reason}; send bare 16-bit PCM samples"
    assert str(caught.value) == reason


@pytest.mark.parametrize(
    "data",
    [
        b"RIFF\x24\0\0\0AVI fm",
        b"ID3\4\0\0\xff\0\0\0",
        b"ID3\4\0\0",
        b"ID3\4\0\0\x80\0\0\0",
        b" [1,2]",
        b"OggS\1\0",
        b'{"a": [1,2]; }',
        b"\x7b\xff\xff\x7d" * 2,
        b"[  1]\0",
        b"\0\0\0\x1cftyqiso5",
    ],
)
def test_a_signature_that_is_not_certain_is_sound(data: bytes) -> None:
    assert from_client(data) == PcmFrame(data)


def test_half_a_stereo_sample_is_refused() -> None:
    with pytest.raises(ProtocolError, match=r"6 bytes.*multiple of 4 \(16-bit samples, 2 channels"):
        from_client(b"\0" * 6, channels=2)


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        ("a" * 37, "a" * 37),
        ("a" * 38, "a" * 37 + "..."),
        ("a" * 36 + "\n\n", "a" * 36 + "..."),
        ("\U0001f600\u200b", "\U0001f600\\u200b"),
        ("\x00" * 40, "\\x00" * 9 + "..."),
    ],
)
def test_what_a_client_sent_is_shown_in_40_printable_characters(kind: str, shown: str) -> None:
    with pytest.raises(ProtocolError) as caught:
        from_client(json.dumps({"type": kind}))
    assert str(caught.value) == f'Unknown type "{shown}": a client sends "audio", "data" or "cmd"'


def test_a_refused_message_changes_nothing_for_the_next() -> None:
    for message in (*BAD_TEXT, *BAD_BINARY):
        with pytest.raises(ProtocolError):
            from_client(message)
        assert from_client(encode_audio(SAMPLES)) == PcmFrame(SAMPLES)
