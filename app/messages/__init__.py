"""Messages: the mails in which people hear what waits for them, and which of those they want."""
