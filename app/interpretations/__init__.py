"""Interpretations: what the team and experts say that a picture means, with its figures."""
