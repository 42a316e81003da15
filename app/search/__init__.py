"""One box that finds needs, offers, actions, groups and organisations."""
