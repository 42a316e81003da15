"""Passwords: one that was forgotten, and one that is set anew."""
