"""Ground floor: database, migrations, errors, policy, events, jobs, clock, language, paging. Knows
no HTTP and no nouns.
"""
