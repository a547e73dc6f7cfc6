"""The rep's page: a few questions, no login, one deliberate POST, thank you."""
