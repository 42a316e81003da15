"""Pages about one noun with everything that hangs on it: the page of a need, of an offer, and what
is done there.
"""
