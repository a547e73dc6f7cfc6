"""Real processes killed at any moment: what was accepted is counted once, everybody is written to once."""
