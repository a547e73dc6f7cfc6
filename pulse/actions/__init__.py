"""What becomes of what people said: answers to themes, promises, clocks, and "you said, we did"."""
