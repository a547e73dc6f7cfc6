"""Publications for other programs: read-only JSON, and the operator's metrics, to whoever holds a token."""
