"""Pauses: whoever wants to be left alone for a while, and that nobody else is told."""
