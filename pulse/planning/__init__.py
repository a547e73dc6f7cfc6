"""HR's pages, and the log that everybody signed in may read."""
