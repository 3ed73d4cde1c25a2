"""From what a user names to a graph in a file."""
