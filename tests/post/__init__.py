"""What was mailed, as the administrator of a region sees it."""
