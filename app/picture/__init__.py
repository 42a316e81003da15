"""The picture of the region: which effects, which groups, which partners."""
