"""Who works where: people, teams, dated memberships and their import."""
