"""Matches: a need × an offer × a quantity, from proposal to contact."""
