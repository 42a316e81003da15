"""Who belongs to an organisation, and the invitations by which people come in."""
