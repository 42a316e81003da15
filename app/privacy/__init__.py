"""How long what is kept of people, how an account is erased, and who saw or decided what."""
