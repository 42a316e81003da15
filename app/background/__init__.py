"""Background: the work that nobody waits for on a page, for the administrator of a region."""
