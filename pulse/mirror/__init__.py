"""The mirror: what leaders expect their team to say, told before they know, and shown to nobody but themselves."""
