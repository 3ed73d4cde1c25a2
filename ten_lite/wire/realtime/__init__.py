"""OpenAI's Realtime API as a client's protocol: its SDKs talk to any graph.

    codec         ``RealtimeCodec``: takes the client's events apart and the graph's messages
    settings      what ``session.update`` can change, and what a graph cannot
    beta          the names that settings had before
    listening     the user: speech, commits, transcripts
    answering     the agent: when a response begins and ends, and what belongs to it
    response      the events of one response
    asked         the parameters of ``response.create``
    conversation  the items there are
    new_items     ``conversation.item.create``
    sound_in      the client's sound on its way to the graph
    sound_format  the three formats there are, and sound in them
    playing       whether a client may still be playing
    stable        words of a transcript that will not change any more
    events        events and their numbers
    refusal       what is answered with an ``error``

Events are those of the general availability; see docs/reference/protocol-openai-realtime.md.
"""

from ten_lite.wire.realtime.codec import RealtimeCodec

__all__ = ["RealtimeCodec"]
