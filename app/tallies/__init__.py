"""What the pages of target groups count, kept with every change of needs, offers and matches."""
