"""The last steps: the ways that messages and sound take through the whole graph."""
