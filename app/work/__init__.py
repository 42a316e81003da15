"""My work: what waits for me, in its first form."""
