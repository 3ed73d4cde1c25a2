"""Graphs in which messages or sound do not get where they should."""

from __future__ import annotations

from . import flow_kit
from .broken import MARK, STT, WEB, Broken, graph

__all__ = ["CASES"]

DOOR = '{"name": "door", "addon": "door"}'
GATE = '{"name": "gate", "addon": "gate"}'
TALK = '{"name": "talk", "addon": "talk"}'
TTS = '{"name": "tts", "addon": "rate_tts"}'
A, B = '{"name": "a", "addon": "relay"}', '{"name": "b", "addon": "relay"}'


def flow(case: str, nodes: str, connections: str, *told: str, **more) -> Broken:
    """A graph of the addons of ``flow_kit`` too."""
    return graph(case, nodes, connections, *told, **{"addons": flow_kit.SPECS, **more})


def way(source: str, kind: str, name: str, *targets: str, queue: str = "") -> str:
    """A connection; a target may bring the mark along."""
    dest = ", ".join(
        f'{{"extension": {MARK if MARK in target else ""}"{target.removeprefix(MARK)}"}}'
        for target in targets
    )
    queue = f', "queue": {queue}' if queue else ""
    return f'{{"extension": "{source}", "{kind}": [{{"name": "{name}", "dest": [{dest}]{queue}}}]}}'


CASES = (
    flow(
        "node that nobody feeds",
        f'{WEB}, {GATE}, {{"name": {MARK}"stt", "addon": "ears_stt"}}',
        way("web", "audio_frame", "pcm_frame", "gate")
        + ",\n"
        + way("gate", "audio_frame", "pcm_frame"),
        "TL210",
        'nobody feeds "stt" (ears_stt), which takes pcm_frame',
        'connect it: {"extension": "web", "audio_frame": '
        '[{"name": "pcm_frame", "dest": [{"extension": "stt"}]}]}',
        "/nodes/2/name",
        severity="warning",
    ),
    flow(
        "node that nobody can feed",
        f'{WEB}, {{"name": {MARK}"llm", "addon": "brain", '
        '"property": {"api_key": "${env:K|sk-1}"}}',
        "",
        "TL210",
        'nobody feeds "llm" (brain), which takes chat_completion',
        'no node sends chat_completion: add one that does (ten-lite addons list), or remove "llm"',
        "/nodes/1/name",
        severity="warning",
    ),
    flow(
        "input that nobody feeds",
        f'{WEB}, {{"name": {MARK}"mind", "addon": "mind"}}, {STT}',
        way("web", "cmd", "on_user_joined"),
        "TL210",
        'nobody sends "mind" (mind) the on_user_joined it needs',
        'connect it: {"extension": "web", "cmd": '
        '[{"name": "on_user_joined", "dest": [{"extension": "mind"}]}]}',
        "/nodes/1/name",
        severity="warning",
    ),
    flow(
        "nodes that feed only each other",
        f'{DOOR}, {{"name": {MARK}"a", "addon": "ping"}}, {{"name": "b", "addon": "pong"}}',
        way("door", "data", "text_data") + ",\n" + way("b", "data", "text_data", "a"),
        "TL211",
        '"a" and "b" feed only each other: nothing ever begins there',
        "connect one of them to a transport, or to something that one feeds; or remove them",
        "/nodes/1/name",
        severity="warning",
    ),
    flow(
        "message that goes round",
        f"{DOOR}, {A}, {B}",
        way("door", "data", "text_data", "a")
        + ",\n"
        + way("a", "data", "text_data", "b", "door")
        + ",\n"
        + way("b", "data", "text_data", f"{MARK}a"),
        "TL212",
        "text_data goes round for ever: a -> b -> a",
        'take one of these connections out, e.g. that of "b" to "a"',
        "/connections/2/data/0/dest/0/extension",
    ),
    flow(
        "message that goes to its own sender",
        f"{DOOR}, {A}",
        way("a", "data", "text_data", f"{MARK}a"),
        "TL212",
        "text_data goes round for ever: a -> a",
        'take one of these connections out, e.g. that of "a" to "a"',
        "/connections/0/data/0/dest/0/extension",
    ),
    flow(
        "message that is wired round",
        f'{{"name": "clock", "addon": "clock"}}, {A}, {MARK}{B}',
        way("clock", "data", "text_data", "a"),
        "TL212",
        "text_data goes round for ever: a -> b -> a",
        "these connections are made by type: write where one of them goes, e.g. "
        '{"extension": "b", "data": [{"name": "text_data", "dest": []}]}',
        "/nodes/2",
    ),
    flow(
        "interruption that a transport does not hear of",
        f'{{"name": {MARK}"door", "addon": "door"}}, {TALK}, {TTS}, {GATE}',
        way("talk", "data", "tts_flush", "tts")
        + ",\n"
        + way("door", "audio_frame", "pcm_frame")
        + ",\n"
        + way("tts", "audio_frame", "pcm_frame", "gate")
        + ",\n"
        + way("gate", "audio_frame", "pcm_frame", "door"),
        "TL213",
        '"door" plays speech, and the tts_flush of "talk" does not get to it',
        'connect it: {"extension": "talk", "data": '
        '[{"name": "tts_flush", "dest": [{"extension": "door"}]}]}',
        "/nodes/0/name",
    ),
    flow(
        "interruption that a voice does not hear of",
        f'{DOOR}, {TALK}, {{"name": {MARK}"tts", "addon": "rate_tts"}}',
        way("talk", "data", "tts_flush", "door"),
        "TL213",
        '"tts" speaks, and the tts_flush of "talk" does not get to it',
        'connect it: {"extension": "talk", "data": '
        '[{"name": "tts_flush", "dest": [{"extension": "tts"}]}]}',
        "/nodes/2/name",
    ),
    flow(
        "voice that cannot be interrupted",
        f'{DOOR}, {TALK}, {{"name": {MARK}"tts", "addon": "dull_tts"}}',
        "",
        "TL213",
        '"tts" (dull_tts) speaks and does not take tts_flush',
        "it speaks on when the user interrupts, until what it was given is spoken: use a voice "
        "that takes tts_flush",
        "/nodes/2/name",
        severity="warning",
    ),
    flow(
        "queue that loses data",
        f'{STT}, {{"name": "b", "addon": "pong"}}',
        way("stt", "data", "asr_result", "b", queue=f'{{"policy": {MARK}"drop_oldest"}}'),
        "TL214",
        '"drop_oldest" would lose asr_result, of kind data',
        'only sound and pictures may be dropped: write "block", or leave the policy out',
        "/connections/0/data/0/queue/policy",
    ),
    flow(
        "queue that holds sound up",
        f"{WEB}, {STT}",
        way("web", "audio_frame", "pcm_frame", "stt", queue=f'{{"policy": {MARK}"block"}}'),
        "TL214",
        '"block" on pcm_frame: when "stt" is slow, "web" is held up',
        'write "drop_oldest", or leave the policy out',
        "/connections/0/audio_frame/0/queue/policy",
        severity="warning",
    ),
    flow(
        "two servers on one port",
        '{"name": "a", "addon": "door", "property": {"port": 8765, "host": "localhost"}},\n'
        f'  {{"name": "b", "addon": "door", "property": {{"port": {MARK}8765, "host": "::"}}}}',
        way("a", "data", "text_data") + ", " + way("b", "audio_frame", "pcm_frame"),
        "TL215",
        '"b" and "a" both listen on port 8765',
        'give one of them another port, e.g. "port": 8766; 0 is any free one',
        "/nodes/1/property/port",
    ),
    flow(
        "sound of the wrong rate",
        f'{DOOR}, {TALK}, {TTS}, {{"name": "phone", "addon": "phone"}}',
        way("door", "audio_frame", "pcm_frame")
        + ",\n"
        + way("tts", "audio_frame", "pcm_frame", "door", f"{MARK}phone"),
        "TL216",
        '"tts" sends 22050 Hz mono, and "phone" takes 8000 Hz mono',
        'put a resampler between "tts" and "phone": {"type": "extension", "name": "resampler", '
        '"addon": "resampler", "property": {"sample_rate_hz": 8000, "channels": 1}}   '
        "connected instead: "
        '{"extension": "tts", "audio_frame": [{"name": "pcm_frame", "dest": '
        '[{"extension": "resampler"}]}]}, '
        '{"extension": "resampler", "audio_frame": [{"name": "pcm_frame", "dest": '
        '[{"extension": "phone"}]}]}',
        "/connections/1/audio_frame/0/dest/1/extension",
    ),
    flow(
        "sound of the wrong format that is passed on",
        '{"name": "door", "addon": "door", "property": {"sample_rate_hz": 48000, "channels": 2}},'
        f' {GATE}, {{"name": "stt", "addon": "fine_stt"}}',
        way("door", "audio_frame", "pcm_frame", "gate")
        + ",\n"
        + way("gate", "audio_frame", "pcm_frame", f"{MARK}stt"),
        "TL216",
        '"gate" passes on 48000 Hz stereo of "door", and "stt" takes 16000 Hz mono',
        'put a resampler between "gate" and "stt": {"type": "extension", "name": "resampler", '
        '"addon": "resampler", "property": {"sample_rate_hz": 16000, "channels": 1}}   '
        "connected instead: "
        '{"extension": "gate", "audio_frame": [{"name": "pcm_frame", "dest": '
        '[{"extension": "resampler"}]}]}, '
        '{"extension": "resampler", "audio_frame": [{"name": "pcm_frame", "dest": '
        '[{"extension": "stt"}]}]}',
        "/connections/1/audio_frame/0/dest/0/extension",
    ),
    flow(
        "addon that cannot tell its formats",
        f'{DOOR}, {{"name": "x", "addon": {MARK}"failing"}}',
        way("x", "audio_frame", "pcm_frame", "door"),
        "TL302",
        'the addon "failing" cannot tell its sound formats: ValueError',
        "report it to the addon's author",
        "/nodes/1/addon",
    ),
    flow(
        "connection that is not written",
        f'{{"name": {MARK}"stt", "addon": "ears_stt"}}, {{"name": "b", "addon": "pong"}}',
        "",
        "TL217",
        '"stt" -> asr_result -> "b" is not written in the graph',
        'write the connection: {"extension": "stt", "data": '
        '[{"name": "asr_result", "dest": [{"extension": "b"}]}]}',
        "/nodes/0/name",
        strict=True,
    ),
    flow(
        "secret in plain text",
        f'{{"name": "x", "addon": "safe_llm", "property": {{"api_key": {MARK}"sk-hush-hush"}}}}',
        "",
        "TL309",
        '"api_key" is a secret, and stands in the file as it is',
        'write "${env:SAFE_API_KEY}" instead, and set it: export SAFE_API_KEY=...',
        "/nodes/0/property/api_key",
        severity="warning",
    ),
    flow(
        "secret deep inside",
        '{"name": "x", "addon": "safe_llm", "property": '
        f'{{"accounts": [{{}}, {{"token": {MARK}"4711"}}]}}}}',
        "",
        "TL309",
        '"accounts[1].token" is a secret, and stands in the file as it is',
        'write "${env:SAFE_TOKEN}" instead, and set it: export SAFE_TOKEN=...',
        "/nodes/0/property/accounts/1/token",
        severity="warning",
    ),
)
