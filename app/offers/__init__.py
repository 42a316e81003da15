"""Offers: what an organisation can supply."""
