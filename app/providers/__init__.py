"""Sign-in with OpenID Connect: providers of a region, who is tied to one, their sessions."""
