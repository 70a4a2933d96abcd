"""Deliberation's facts as published documents."""
