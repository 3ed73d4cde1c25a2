"""Files as values, with the place of everything in them: JSON, YAML, ``.env``, paths, words."""
