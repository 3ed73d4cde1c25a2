"""Every problem code of this room: what it means. The error reference is made from this table.

``TL1xx`` is about files, ``TL2xx`` about the graph, ``TL3xx`` about addons and their properties.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

__all__ = ["CODES", "Code"]


@dataclass(frozen=True, slots=True)
class Code:
    """A problem code.

    Attributes:
        code: The code, e.g. ``TL301``.
        title: A few words, a heading.
        explanation: What causes it and what mends it.
    """

    code: str
    title: str
    explanation: str


_TABLE = (
    Code(
        "TL101",
        "File cannot be read",
        "The file is not there, is a folder, or may not be read. Paths on the command line start "
        "from the working directory, paths inside a file from that file's folder.",
    ),
    Code("TL102", "Not UTF-8", "Graph files are UTF-8 text. Save the file in that encoding."),
    Code(
        "TL103",
        "Syntax error",
        "The text is not JSON (or not YAML). Nothing else can be checked before this is mended.",
    ),
    Code(
        "TL104",
        "Key given twice",
        "JSON parsers keep only the last of two equal keys, so the first would be lost silently.",
    ),
    Code(
        "TL105",
        "Value that JSON does not have",
        "NaN, infinities, numbers beyond reason, lone surrogates, and in YAML: tags such as "
        "!!binary and keys that are not text.",
    ),
    Code(
        "TL106",
        "File too large or too deep",
        "More than 8 MB, more than 100,000 values once YAML aliases are followed, or nested deeper "
        "than 100 levels.",
    ),
    Code(
        "TL107",
        "Not a graph file",
        'A graph file holds "nodes" and "connections", or TEN\'s "ten.predefined_graphs", or '
        '{"graph": "name or path"}.',
    ),
    Code(
        "TL108",
        "Wrong type or value",
        "A key of the graph language has a value of the wrong type or outside of what is allowed, "
        "or stands beside a key that excludes it.",
    ),
    Code(
        "TL109",
        "Unknown key",
        "The graph language has no such key here. It is refused because it is mostly a mistyped "
        "one, which would be ignored otherwise.",
    ),
    Code("TL110", "Missing key", "The graph language needs this key."),
    Code(
        "TL111",
        "No effect (warning)",
        "A setting of TEN that has no meaning in this framework. It may stay.",
    ),
    Code(
        "TL112",
        "Node in another language (warning)",
        "An addon of TEN that is written in C++, Go or JavaScript. It cannot run here; the node is "
        "left out with its connections. Put an addon of ten_lite in its place.",
    ),
    Code(
        "TL113",
        "Unknown graph",
        "No graph of that name in property.json, in ./graphs or among those of the package.",
    ),
    Code(
        "TL114",
        "Which graph?",
        "The file holds no graph, or several and not exactly one of them starts by itself.",
    ),
    Code(
        "TL115",
        "Graph in another file cannot be followed",
        "import_uri is a relative path or a file:// URI and stands alone; a file may not lead back "
        "to itself.",
    ),
    Code("TL116", "Graph name used twice", "Names of predefined graphs are unique in a file."),
    Code(
        "TL117",
        "--set is malformed",
        "An override reads node.path=value, e.g. llm.temperature=0.2 or tts.params.voice=joe; a "
        "place in a list is written items[0].",
    ),
    Code(
        "TL118",
        "--set leads nowhere",
        "The override names a node that the graph does not have, or a path through something that "
        "is neither an object nor a list.",
    ),
    Code(
        "TL119",
        "Bad .env (warning)",
        "A .env beside a graph file cannot be read, or a line of it is not NAME=value. What it "
        "holds is left out; variables of the process win over those of the file anyway.",
    ),
    Code("TL201", "Node name used twice", "Connections name nodes, so names are unique."),
    Code("TL202", "No nodes", "A graph without nodes does nothing."),
    Code("TL203", "Unknown node", "A connection names a node that the graph does not have."),
    Code(
        "TL204",
        "Output not declared",
        "The addon of the sending node does not send this message. ten-lite addons inspect NAME "
        "lists what it sends.",
    ),
    Code(
        "TL205",
        "Input not declared",
        "The addon of the receiving node does not take this message. ten-lite addons inspect NAME "
        "lists what it takes.",
    ),
    Code(
        "TL206",
        "Different messages of one name",
        "Two addons declare different classes for the same message name, so they do not understand "
        "each other.",
    ),
    Code(
        "TL207",
        "Ambiguous wiring",
        "An output without a connection goes to the one node that takes the message. Here several "
        'do: write the connection. "dest": [] sends the message nowhere.',
    ),
    Code(
        "TL208",
        "Bad queue",
        'A queue is {"size": 1 or more, "policy": "block", "drop_oldest" or "drop_newest"}; either '
        "may be left out.",
    ),
    Code(
        "TL209",
        "Two queues for one connection",
        "The same connection is written twice, with different queues.",
    ),
    Code(
        "TL210",
        "Nobody feeds it (warning)",
        "A node needs a message that no other node sends to it, so it will do nothing, or a part "
        "of what it is for. An addon says itself which of its inputs may stay unconnected.",
    ),
    Code(
        "TL211",
        "Nobody reaches it (warning)",
        "Nodes are connected to each other, but on no way that begins at a client, a tool or a "
        "node that sends by itself, so no message will ever get there.",
    ),
    Code(
        "TL212",
        "Message goes round",
        "The same message comes back to the node that sent it, which would send it on for ever. A "
        "way round through a transport is none: there the client is in between.",
    ),
    Code(
        "TL213",
        "Interruption does not get through",
        "A node can send tts_flush, and a voice, or a transport that plays a voice, does not hear "
        "of it: it would go on with an answer that the user has interrupted. It is a warning where "
        "the addon that speaks does not take tts_flush at all.",
    ),
    Code(
        "TL214",
        "Queue policy does not fit",
        "Dropping is for sound and pictures: a command or an event that is lost is never made up "
        "for. The other way round it is a warning: sound that blocks holds up its sender, where "
        "late sound is worth nothing.",
    ),
    Code(
        "TL215",
        "Two servers on one port",
        "Two transports of the graph listen at the same port of the same address, or of addresses "
        "that overlap: 0.0.0.0 and :: are all of them, localhost is 127.0.0.1.",
    ),
    Code(
        "TL216",
        "Sound in the wrong format",
        "A node sends sound in a sample rate or a number of channels that the receiver does not "
        "take. The addon resampler makes the one out of the other.",
    ),
    Code(
        "TL217",
        "Connection not written (strict)",
        "A strict check wants every connection in the file; this one was made by type. The line to "
        "paste is given.",
    ),
    Code(
        "TL220",
        "Bad conversion",
        "A msg_conversion does not fit the messages it stands between: a path that one of them "
        "does not have, a value of the wrong type, a field that stays without a value, results of "
        "a message that has none; or it stands where none may: with names, with a selector, twice.",
    ),
    Code(
        "TL221",
        "Not exposed by the subgraph",
        "A subgraph takes and sends only what its exposed_messages name, and lets only its "
        "exposed_properties be set.",
    ),
    Code(
        "TL222",
        "Bad selector",
        "The filter's regular expression is none, or (a warning) it fits no node of its graph, so "
        "that its connections lead nowhere.",
    ),
    Code(
        "TL301",
        "Unknown addon",
        "No installed distribution supplies an addon of that name. ten-lite addons list shows "
        "those there are.",
    ),
    Code(
        "TL302",
        "Broken addon",
        "The addon is installed and cannot be used: its import fails, two distributions supply it, "
        "or its own check of properties fails.",
    ),
    Code(
        "TL303",
        "Missing extra",
        "The addon needs modules that are not installed; the pip line brings them.",
    ),
    Code(
        "TL304",
        "Unknown property",
        "The addon has no such property. ten-lite addons inspect NAME lists those it has.",
    ),
    Code("TL305", "Missing property", "The addon cannot work without this property."),
    Code("TL306", "Wrong property", "The addon does not accept this value."),
    Code(
        "TL307",
        "Environment variable not set",
        'A text names a variable that is not set. Set it, or write "${env:NAME|default}".',
    ),
    Code(
        "TL308",
        "Malformed ${env:...}",
        'It reads "${env:NAME}" or "${env:NAME|default}", in any text of the graph.',
    ),
    Code(
        "TL309",
        "Secret in plain text (warning)",
        'A key or a token stands in the file, which is shared and kept. Write "${env:NAME}" and '
        "set the variable where the graph runs.",
    ),
    Code(
        "TL310",
        "Fallback does not fit",
        "What stands in for a node must send and take all that is connected to it, but for what "
        "its addon calls optional.",
    ),
    Code(
        "TL311",
        "Deprecated property (warning)",
        "The addon still understands this property, and a later version of its distribution will "
        "not. Write what the message names instead.",
    ),
)

CODES: Mapping[str, Code] = MappingProxyType({code.code: code for code in _TABLE})
"""Every code, in order."""
