"""What households earn by sorting waste, keeping the yard and helping each other, and the prizes they get for it."""
