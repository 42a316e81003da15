"""Pages of nobody's noun: what it is, privacy, accessibility, language, health, and everything that
does not exist.
"""
