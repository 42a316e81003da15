"""Bringing in a file: read, map, check every row as the form does, store all of it or nothing."""
