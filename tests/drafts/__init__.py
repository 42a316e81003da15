"""Tests of what is kept while somebody types."""
