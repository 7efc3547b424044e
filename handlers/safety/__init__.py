"""Distress, opt-out and what follows from them."""
