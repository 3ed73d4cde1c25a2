"""The first steps: a written graph taken apart, with its subgraphs and overrides, into a draft."""
