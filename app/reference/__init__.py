"""Facts from outside and the region's own lists: regions, municipalities, support types, themes,
crises, settings.
"""
