"""One's own account: name, password, address, sessions, and what is stored of oneself."""
