"""A therapist's side of the conversation."""
