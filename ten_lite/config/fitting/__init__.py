"""The next steps: nodes get their addons and properties, edges their messages."""
