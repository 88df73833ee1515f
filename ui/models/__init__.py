"""Table models over immutable rows."""
