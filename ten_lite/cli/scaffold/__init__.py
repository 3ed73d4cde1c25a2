"""What ``ten-lite new`` does once it knows what is wanted."""
