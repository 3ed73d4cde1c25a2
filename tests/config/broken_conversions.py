"""Graphs with broken conversions."""

from __future__ import annotations

from .broken import LLM, MARK, MIND, STT, WEB, Broken, graph

__all__ = ["CASES"]

DEST = "/connections/0/data/0/dest/0/msg_conversion"
TEXT_FIELDS = "text, role, is_final, stream_id, data_type, text_ts"
USER, ID, FLUSH = '"on_user_joined"', '"r1"', '"tts_flush"'
ASR_FIELDS = "text, final, id, start_ms, duration_ms, language, metadata"


def conversion(case: str, body: str, *told: str, flow: str = '"name": "asr_result"') -> Broken:
    """``asr_result`` of the recogniser on its way to the client as ``text_data``."""
    mark = "" if MARK in body else MARK
    edge = f'{{"extension": "web", {mark}"msg_conversion": {{"type": "per_property", {body}}}}}'
    connection = f'{{"extension": "stt", "data": [{{{flow}, "dest": [\n    {edge}]}}]}}'
    return graph(case, f"{WEB}, {STT}", connection, "TL220", *told)


def fixed(path: str, value: str) -> str:
    """A rule; the mark before a path or a value stays outside of its quotes."""
    return f'{{"path": {quoted(path)}, "conversion_mode": "fixed_value", "value": {value}}}'


def moved(path: str, original: str) -> str:
    return (
        f'{{"path": {quoted(path)}, "conversion_mode": "from_original", '
        f'"original_path": {quoted(original)}}}'
    )


def quoted(name: str) -> str:
    return f'{MARK}"{name[1:]}"' if name.startswith(MARK) else f'"{name}"'


NAMED = fixed("ten.name", '"text_data"')

CASES = (
    conversion(
        "conversion to a field that is not there",
        f'"rules": [{NAMED}, {fixed(MARK + "texts", "1")}]',
        'text_data has no "texts"',
        f'did you mean "text"?   it has: {TEXT_FIELDS}',
        f"{DEST}/rules/1/path",
    ),
    conversion(
        "conversion from a field that is not there",
        f'"rules": [{NAMED}, {moved("text", MARK + "sound")}]',
        'asr_result has no "sound"',
        f"it has: {ASR_FIELDS}",
        f"{DEST}/rules/1/original_path",
    ),
    conversion(
        "conversion into a field of another type",
        f'"rules": [{NAMED}, {moved("text", MARK + "final")}]',
        "asr_result.final (bool) does not fit text_data.text (str)",
        "move a field of the same type",
        f"{DEST}/rules/1/original_path",
    ),
    conversion(
        "conversion to a value of another type",
        f'"rules": [{NAMED}, {fixed("text", MARK + "5")}]',
        "5 does not fit text_data.text: Input should be a valid string",
        "write a value of that type",
        f"{DEST}/rules/1/value",
    ),
    conversion(
        "conversion that leaves a field empty",
        f'"rules": {MARK}[{NAMED}, {moved("is_final", "final")}]',
        "text_data made by this conversion lacks text",
        'add a rule: {"path": "text", "conversion_mode": "from_original", "original_path": ...}   '
        f'or "keep_original": true   asr_result has: {ASR_FIELDS}',
        f"{DEST}/rules",
    ),
    conversion(
        "conversion inside a field that has no inside",
        f'"rules": [{NAMED}, {fixed(MARK + "text.x", "1")}]',
        'nothing can be put at "text.x" of text_data',
        "name a field, or a place inside an object",
        f"{DEST}/rules/1/path",
    ),
    conversion(
        "conversion whose name comes from the message",
        f'"rules": [{MARK}{moved("ten.name", "text")}]',
        '"ten.name" needs a fixed_value that is text',
        "the name decides before anything runs who takes the message",
        f"{DEST}/rules/0",
    ),
    conversion(
        "conversion of several messages",
        f'"rules": [{NAMED}, {moved("text", "text")}]',
        '"msg_conversion" needs one "name", not "names"',
        "write a flow of its own for each message",
        DEST,
        flow='"names": ["asr_result"]',
    ),
    conversion(
        "conversion of results where there are none",
        f'"rules": [{NAMED}, {moved("text", "text")}], {MARK}"result": '
        f'{{"rules": [{fixed("x", "1")}]}}',
        'data "asr_result" has no results that could be converted',
        "only commands have results",
        f"{DEST}/result",
    ),
    graph(
        "conversion of results that do not come",
        f"{WEB}, {MIND}",
        '{"extension": "web", "cmd": [{"name": "on_user_joined", "dest": [{"extension": "mind", '
        f'"msg_conversion": {{"keep_original": true, "rules": [{fixed("ten.name", USER)}], '
        f'{MARK}"result": {{"rules": [{fixed("x", "1")}]}}}}}}]}}]}}',
        "TL220",
        "on_user_joined is answered without a result",
        'take "result" out',
        "/connections/0/cmd/0/dest/0/msg_conversion/result",
    ),
    graph(
        "conversion of results to what the caller does not know",
        f"{MIND}, {LLM}",
        '{"extension": "mind", "cmd": [{"name": "chat_completion", "dest": [{"extension": "llm", '
        '"msg_conversion": {"keep_original": true, "rules": ['
        f'{fixed("request_id", ID)}], "result": {{"keep_original": true, '
        f'"rules": [{fixed(MARK + "texts", "1")}]}}}}}}]}}]}}',
        "TL220",
        'chat_delta has no "texts"',
        "it has: delta, finish_reason, tool_calls, usage, reasoning",
        "/connections/0/cmd/0/dest/0/msg_conversion/result/rules/0/path",
    ),
    graph(
        "conversion to an interruption",
        f'{STT}, {{"name": "tts", "addon": "voice"}}',
        '{"extension": "stt", "data": [{"name": "asr_result", "dest": [{"extension": "tts", '
        f'"msg_conversion": {MARK}{{"rules": [{fixed("ten.name", FLUSH)}, '
        f"{moved('flush_id', 'id')}]}}}}]}}]}}",
        "TL220",
        "a conversion cannot make tts_flush: sending one interrupts the answer",
        "let a control node send it",
        DEST,
    ),
    graph(
        "two conversions for one connection",
        f"{WEB}, {STT}",
        '{"extension": "stt", "data": [{"name": "asr_result", "dest": ['
        f'{{"extension": "web", "msg_conversion": {{"rules": [{NAMED}, '
        f"{moved('text', 'text')}]}}}},\n"
        f'{{"extension": "web", "msg_conversion": {MARK}{{"rules": [{NAMED}, '
        f"{moved('text', 'id')}]}}}}]}}]}}",
        "TL220",
        "stt -> asr_result -> web is converted in two ways",
        f"keep one of them; the other is at {DEST}",
        "/connections/0/data/0/dest/1/msg_conversion",
    ),
)
