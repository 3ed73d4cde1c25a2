"""What the tests of all codecs share: messages that nobody would send, and what comes of them."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

from ten_lite.errors import ProtocolError
from ten_lite.messages import Message
from ten_lite.wire.codec import Codec, Hangup, Reply, Wire

wild_text = st.text(st.characters())  # lone surrogates too
wild_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | wild_text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(wild_text, inner, max_size=3),
    max_leaves=8,
)


def likely_json(keys: list[str], values: list[Any]) -> st.SearchStrategy[Any]:
    """Objects of the keys and values that a protocol knows, in all the wrong places."""
    leaves = st.sampled_from(values) | st.none() | st.booleans() | st.integers() | wild_text
    return st.recursive(
        leaves,
        lambda inner: st.dictionaries(st.sampled_from(keys), inner) | st.lists(inner, max_size=3),
        max_leaves=8,
    )


def wild_wires(keys: list[str], values: list[Any]) -> st.SearchStrategy[Wire]:
    """Anything that a socket can carry."""
    return st.one_of(
        wild_text,
        st.binary(max_size=64),
        wild_json.map(json.dumps),
        likely_json(keys, values).map(json.dumps),
    )


@st.composite
def mutated(draw: st.DrawFn, wholes: list[str]) -> str:
    """A good message with some places of it changed."""
    whole = list(draw(st.sampled_from(wholes)))
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(whole)))
        whole[place : place + draw(st.integers(0, 3))] = draw(st.text(max_size=3))
    return "".join(whole)


def survives(codec: Codec, wire: Wire, *kinds: type[Message]) -> None:
    """Messages of these kinds come out, or an error that is fit for the client."""
    try:
        things = list(codec.decode(wire))
    except ProtocolError as error:
        text = str(error)
        assert 0 < len(text) <= 300
        assert text.isprintable()
        assert "Traceback" not in text
        text.encode()
        for refusal in codec.refuse(error):
            assert isinstance(refusal, str)
            json.loads(refusal)
        return
    assert all(isinstance(thing, (Reply, Hangup, *kinds)) for thing in things)


def told(codec: Codec, message: Message) -> list[Any]:
    """What the client gets, text messages parsed."""
    wires = codec.encode(message)
    return [json.loads(wire) if isinstance(wire, str) else wire for wire in wires]
