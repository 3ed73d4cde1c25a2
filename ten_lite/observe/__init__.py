"""What can be seen of a running app: so far, its log."""
