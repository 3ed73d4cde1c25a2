"""Graphs whose addons cannot be used."""

from __future__ import annotations

from .broken import MARK, WEB, graph

__all__ = ["CASES"]

CASES = (
    graph(
        "unknown addon",
        f'{WEB},\n  {{"name": "x", "addon": {MARK}"eras_stt"}}',
        "",
        "TL301",
        'unknown addon "eras_stt"',
        'did you mean "ears_stt"?   installed stt addons: deaf_stt, ears_stt, english_stt, '
        "mute_stt",
        "/nodes/1/addon",
    ),
    graph(
        "unknown addon of a known kind",
        f'{{"name": "tts", "addon": {MARK}"xyz"}}',
        "",
        "TL301",
        'unknown addon "xyz"',
        "installed tts addons: voice",
        "/nodes/0/addon",
    ),
    graph(
        "unknown addon of any kind",
        f'{{"name": "x", "addon": {MARK}"xyz"}}',
        "",
        "TL301",
        'unknown addon "xyz"',
        "installed addons: brain, broken, deaf_stt, ears_stt, english_stt, many_keys, mind, "
        "mute_stt, other_mind, trouble, voice, web",
        "/nodes/0/addon",
    ),
    graph(
        "broken addon",
        f'{{"name": "x", "addon": {MARK}"broken"}}',
        "",
        "TL302",
        'the addon "broken" is broken: '
        "ModuleNotFoundError: No module named 'no_such_module_anywhere'",
        "upgrade or reinstall its distribution, or use another addon",
        "/nodes/0/addon",
    ),
    graph(
        "addon whose own check fails",
        f'{{"name": "x", "addon": {MARK}"trouble", "property": {{"token": "hush-hush"}}}}',
        "",
        "TL302",
        'the addon "trouble" cannot check its properties: TypeError: cannot handle **********',
        "report it to the addon's author",
        "/nodes/0/addon",
    ),
    graph(
        "missing extra",
        f'{{"name": "x", "addon": {MARK}"deaf_stt"}}',
        "",
        "TL303",
        'the addon "deaf_stt" needs what is not installed: no_such_module_anywhere',
        'pip install "ten-lite[deaf]"',
        "/nodes/0/addon",
    ),
    graph(
        "missing module without an extra",
        f'{{"name": "x", "addon": {MARK}"mute_stt"}}',
        "",
        "TL303",
        'the addon "mute_stt" needs what is not installed: no_such_module_anywhere',
        "install what brings no_such_module_anywhere",
        "/nodes/0/addon",
    ),
)
