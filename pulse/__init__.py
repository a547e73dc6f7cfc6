"""Pulse: an anonymous team pulse survey service for sales organisations."""
