"""The report of a region: what the team sends out of the picture, as a page and as PDF/UA."""
