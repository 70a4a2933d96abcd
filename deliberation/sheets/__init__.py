"""Tables and files of deliberation, out and in."""
