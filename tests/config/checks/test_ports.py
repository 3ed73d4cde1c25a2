from __future__ import annotations

import pytest

from ..flow_kit import told
from ..kit import node, to


def doors(*addresses: tuple[str, int]) -> list[str]:
    """What is told of transports that listen there."""
    nodes = [
        node(f"d{n}", "door", host=host, port=port) for n, (host, port) in enumerate(addresses)
    ]
    away = [
        to(door["name"], kind, name)
        for door in nodes
        for kind, name in (("data", "text_data"), ("audio_frame", "pcm_frame"))
    ]
    return told(nodes, *away)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("127.0.0.1", "LOCALHOST"),
        ("::1", "localhost"),
        ("0.0.0.0", "192.168.1.7"),
        ("192.168.1.7", "::"),
        ("", "localhost"),
    ],
)
def test_addresses_that_overlap_do_not_share_a_port(one: str, other: str) -> None:
    assert doors((one, 80), (other, 80)) == ['"d1" and "d0" both listen on port 80']
    assert doors((other, 80), (one, 80)) == ['"d1" and "d0" both listen on port 80']


def test_other_ports_other_addresses_and_any_free_port_are_fine() -> None:
    assert doors(("127.0.0.1", 80), ("127.0.0.1", 81)) == []
    assert doors(("127.0.0.1", 80), ("192.168.1.7", 80)) == []
    assert doors(("0.0.0.0", 0), ("0.0.0.0", 0)) == []


def test_each_transport_too_many_is_told_once() -> None:
    assert doors(("", 80), ("", 80), ("", 80)) == [
        '"d1" and "d0" both listen on port 80',
        '"d2" and "d0" both listen on port 80',
    ]


def test_transports_without_an_address_are_left_alone() -> None:
    away = [to(name, "audio_frame", "pcm_frame") for name in ("a", "b")]
    away += [to(name, "data", "text_data") for name in ("a", "b")]
    away += [to(name, "cmd", "on_user_joined") for name in ("a", "b")]
    assert told([node("a", "web"), node("b", "web")], *away) == []
