"""The public picture of a region: what its team releases each week, and what of it is hidden."""
