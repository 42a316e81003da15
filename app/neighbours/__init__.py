"""The board of another region, for who may read it."""
