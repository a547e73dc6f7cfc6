"""The leader's pages. Everything on them is arithmetic on publications."""
