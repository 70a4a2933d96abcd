"""Who lives and serves where: townships, villages, branches, households, people, offices, accounts."""
