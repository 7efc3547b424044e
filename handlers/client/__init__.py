"""A client's side of the conversation."""
