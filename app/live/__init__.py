"""Pages that renew themselves: who watches what, what they are told, and how they hear it.

`hall` knows the viewers of this process, `listener` what the database tells, `stream` is the answer
that stays open. What a page shows, and what is different since, its own slice says: see
`hall.Picture`. ADR 0064.
"""
