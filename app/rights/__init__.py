"""Who may do what: every route, and what it answers to each role."""
