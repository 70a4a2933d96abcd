"""Branch life (支部生活): the meetings a party branch holds all year, who came, and what does not look right."""
