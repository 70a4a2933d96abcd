"""The portal's own screens: sign in, people and offices, meetings, journal, settings."""
