"""Telling other programs that a wave was published: who is told, what is still owed, and how it is signed."""
