"""The region plan: which offers to put on which needs, in which quantities, for a whole region at
once.
"""
