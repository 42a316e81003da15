"""Signals: what partners see and residents pass on, and what becomes of it."""
