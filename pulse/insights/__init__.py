"""Pure statistics over publications."""
