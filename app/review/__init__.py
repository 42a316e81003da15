"""The review of the team: one proposal or suggestion at a time, both sides next to each other."""
