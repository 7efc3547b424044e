"""The store: schema, encryption, and one coarse seam: load people, commit turns, claim texts."""
