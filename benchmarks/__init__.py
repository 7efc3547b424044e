"""The speed table (DESIGN: figures side by side with peers, in one run on one machine)."""
