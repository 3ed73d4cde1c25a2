"""Graphs with broken connections."""

from __future__ import annotations

from .broken import LLM, MARK, MIND, STT, WEB, graph

__all__ = ["CASES"]

CASES = (
    graph(
        "connection of nobody",
        WEB,
        f'{{"extension": {MARK}"wbe"}}',
        "TL203",
        'there is no node "wbe"',
        'did you mean "web"?   nodes: web',
        "/connections/0/extension",
    ),
    graph(
        "connection to nobody",
        f"{WEB}, {STT}",
        '{"extension": "web", "audio_frame": [{"name": "pcm_frame", "dest":\n'
        f'    [{{"extension": {MARK}"sst"}}]}}]}}',
        "TL203",
        'there is no node "sst"',
        'did you mean "stt"?   nodes: stt, web',
        "/connections/0/audio_frame/0/dest/0/extension",
    ),
    graph(
        "output that is not declared",
        f"{STT}, {MIND}",
        f'{{"extension": "stt", "data": [{{"name": {MARK}"asr_reslt", "dest":'
        ' [{"extension": "mind"}]}]}',
        "TL204",
        '"stt" (ears_stt) does not send data "asr_reslt"',
        'did you mean "asr_result"?   it sends: data asr_result',
        "/connections/0/data/0/name",
    ),
    graph(
        "output under the wrong kind",
        f"{STT}, {MIND}",
        f'{{"extension": "stt", "cmd": [{{"names": [{MARK}"asr_result"], "dest": []}}]}}',
        "TL204",
        '"stt" (ears_stt) does not send cmd "asr_result"',
        'asr_result is of kind data: write it under "data"',
        "/connections/0/cmd/0/names/0",
    ),
    graph(
        "source that does not send it",
        f"{WEB}, {STT}, {MIND}",
        '{"extension": "mind", "data": [{"name": "asr_result", "source":\n'
        f'    [{{"extension": "stt"}}, {{"extension": {MARK}"web"}}]}}]}}',
        "TL204",
        '"web" (web) does not send data "asr_result"',
        "it sends: cmd on_user_joined; data text_data; audio_frame pcm_frame",
        "/connections/0/data/0/source/1/extension",
    ),
    graph(
        "input that is not declared",
        f"{STT}, {LLM}",
        '{"extension": "stt", "data": [{"name": "asr_result", "dest":'
        f' [{{"extension": {MARK}"llm"}}]}}]}}',
        "TL205",
        '"llm" (brain) does not take data "asr_result"',
        "it takes: cmd chat_completion",
        "/connections/0/data/0/dest/0/extension",
    ),
    graph(
        "different messages of one name",
        f'{STT}, {{"name": "other", "addon": "other_mind"}}',
        '{"extension": "other", "data": [{"name": '
        f'{MARK}"asr_result", "source": [{{"extension": "stt"}}]}}]}}',
        "TL206",
        '"stt" and "other" mean different messages by asr_result: '
        "ten_lite.messages.hearing.AsrResult and KIT.OtherAsrResult",
        "use versions of the two addons that share the class",
        "/connections/0/data/0/name",
    ),
    graph(
        "several nodes take it",
        f'{{"name": {MARK}"web", "addon": "web"}}, {STT}, '
        '{"name": "again", "addon": "ears_stt", "property": {}}',
        '{"extension": "stt", "data": [{"name": "asr_result", "dest": []}]}',
        "TL207",
        '"web" sends pcm_frame, and several nodes take it: stt, again',
        'write the connection: {"extension": "web", "audio_frame": '
        '[{"name": "pcm_frame", "dest": [{"extension": "stt"}]}]}',
        "/nodes/0/name",
    ),
    graph(
        "size of a queue",
        f"{WEB}, {STT}",
        '{"extension": "web", "audio_frame": [{"name": "pcm_frame", "dest": '
        f'[{{"extension": "stt"}}],\n    "queue": {{"size": {MARK}0}}}}]}}',
        "TL208",
        '"size" must be greater than or equal to 1, not 0',
        'e.g. {"size": 50, "policy": "block"}; policies: block, drop_oldest, drop_newest',
        "/connections/0/audio_frame/0/queue/size",
    ),
    graph(
        "policy of a queue",
        f"{WEB}, {STT}",
        '{"extension": "web", "audio_frame": [{"name": "pcm_frame", "dest": '
        f'[{{"extension": "stt"}}],\n    "queue": {{"policy": {MARK}"drop"}}}}]}}',
        "TL208",
        '"policy" must be "block", "drop_oldest" or "drop_newest", not "drop"',
        'e.g. {"size": 50, "policy": "block"}; policies: block, drop_oldest, drop_newest',
        "/connections/0/audio_frame/0/queue/policy",
    ),
    graph(
        "two queues",
        f"{WEB}, {STT}",
        '{"extension": "web", "audio_frame": [{"name": "pcm_frame", "dest": '
        '[{"extension": "stt"}], "queue": {"size": 3}}]},\n'
        '  {"extension": "stt", "audio_frame": [{"name": "pcm_frame", "source": '
        f'[{{"extension": "web"}}], "queue": {MARK}{{"size": 4}}}}]}}',
        "TL209",
        "web -> pcm_frame -> stt has another queue elsewhere",
        "keep one of them; the other is at /connections/0/audio_frame/0/queue",
        "/connections/1/audio_frame/0/queue",
    ),
    graph(
        "name and names",
        f"{STT}, {MIND}",
        f'{{"extension": "stt", "data": [{MARK}{{"name": "asr_result", "names": ["asr_result"], '
        '"dest": []}]}',
        "TL108",
        'only one of "name" or "names" may be given',
        "remove all but one",
        "/connections/0/data/0",
    ),
    graph(
        "neither dest nor source",
        f"{STT}, {MIND}",
        f'{{"extension": "stt", "data": [{MARK}{{"name": "asr_result"}}]}}',
        "TL110",
        'one of "dest" or "source" is missing',
        "add it",
        "/connections/0/data/0",
    ),
    graph(
        "no names",
        f"{STT}, {MIND}",
        f'{{"extension": "stt", "data": [{{"names": {MARK}[], "dest": []}}]}}',
        "TL108",
        '"names" must not be empty',
        "fill it in, or remove the key",
        "/connections/0/data/0/names",
    ),
)
