"""Frozen figures, with the policy they were released under: the only thing any screen reads."""
