"""The registry of target groups: groups of people, never a person."""
