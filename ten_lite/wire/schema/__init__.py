"""What is on the wire, declared: from this the AsyncAPI file and the client's types are made.

    objects      the base of all, and the JSON form of a message's payload
    ten          what the ``ten`` protocol carries
    session      what keeps a session of ``ten-lite.v1`` alive
    voice        what the ``voice`` protocol carries
    binary       binary messages
    protocols    all protocols: paths, subprotocols and what each side sends
    definitions  models as JSON Schema

Nothing here runs while clients are served: the codecs check what they are sent by hand, in words
for the client. Tests hold both to each other.
"""
