"""How well a need and an offer fit, and why: pure, without a database."""
