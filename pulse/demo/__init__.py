"""A believable organisation, driven through the real pipeline on one machine."""
