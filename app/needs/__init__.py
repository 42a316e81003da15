"""Needs: what a group in an area lacks."""
