"""Client protocols as sans-I/O codecs: text and bytes in, messages out, and back.

A codec opens no socket and keeps no connection, so each is tested by itself to the last branch.

    codec         what each protocol of a transport is: ``Codec``
    ten           the default protocol as the server speaks it
    ten_codec     ... as a ``Codec``
    ten_bin       ... with sound in binary frames
    opus_stream   ... as Opus packets, for clients that ask for it
    ten_client    ... from the client's end, for ``ten-lite call`` and for tests
    ten_bin_client ... and its binary frames
    resume        what goes on with a session over several sockets
    resume_client ... the client's half: counts, and keeps what may have to be sent again
    client_outbox ... what it keeps
    voice         the protocol of the path /voice
    media_stream  telephone calls as media streams
    twilio        ... as Twilio has them
    telnyx        ... as Telnyx has them
    plivo         ... as Plivo has them
    realtime      OpenAI's Realtime API
    playout       what of the sound a caller has heard, by marks in it
    g711          mu-law and A-law
    sound_out     sound of any format in the one that a client takes
    schema        what is on the wire, declared, for documents and generated types
    payload       the stable JSON form of every ``cmd`` and ``data`` message
    pcm           strict base64 and the check that bytes are bare PCM16
    strict_json   JSON without NaN, lone surrogates, huge numbers and deep nesting

Whatever arrives, the only error that leaves a decoder is ``ten_lite.errors.ProtocolError``.
"""
