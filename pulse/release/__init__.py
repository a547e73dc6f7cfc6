"""The wall: the one step that reads ballots, publishes a table and destroys them."""
