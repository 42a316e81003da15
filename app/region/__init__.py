"""How a region is run: its settings, on pages for its administrator."""
