from __future__ import annotations

import re

from ten_lite.config.codes import CODES


def test_codes_are_in_order_and_explained() -> None:
    assert list(CODES) == sorted(CODES)
    for key, code in CODES.items():
        assert key == code.code
        assert re.fullmatch(r"TL[123]\d\d", key)
        assert code.title
        assert not code.title.endswith(".")
        assert code.explanation.endswith((".", "}."))


def test_titles_are_unique() -> None:
    assert len({code.title for code in CODES.values()}) == len(CODES)
