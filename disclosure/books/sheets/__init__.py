"""Reads cash journals and itemised lists from CSV and Excel; every complaint names row and column."""
