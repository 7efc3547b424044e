"""The conversation: pure, from events to what follows."""
