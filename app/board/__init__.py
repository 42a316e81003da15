"""The board: who needs what, who can help and whose turn it is, in five columns."""
