"""What somebody shows besides a password: an app with codes, a passkey, a recovery code."""
