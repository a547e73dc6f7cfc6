"""The box: sealed ballots of open waves. The web seals and inserts; only release opens."""
