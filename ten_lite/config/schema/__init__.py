"""The JSON Schema of graph files, for editors."""
