"""What one machine needs and a deployment does not: the embedded PostgreSQL and the supervisor of
`run`. Only the command line uses it.
"""
