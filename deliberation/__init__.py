"""Four deliberations, two disclosures: matters, ballots, resolutions."""
