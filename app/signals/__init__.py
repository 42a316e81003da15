"""Signals: what residents pass on without an account, and what becomes of it."""
