"""Post: what went to whom by mail, and how, for the administrator of a region."""
