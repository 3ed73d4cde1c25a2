"""Client protocols as sans-I/O codecs: text and bytes in, messages out, and back.

A codec opens no socket and keeps no connection, so each is tested by itself to the last branch.

    ten          the default protocol as the server speaks it
    ten_client   the same protocol from the client's end, for ``ten-lite call`` and for tests
    payload      the stable JSON form of every ``cmd`` and ``data`` message
    pcm          strict base64 and the check that bytes are bare PCM16
    strict_json  JSON without NaN, lone surrogates, huge numbers and deep nesting

Whatever arrives, the only error that leaves a decoder is ``ten_lite.errors.ProtocolError``.
"""
