"""The crises of a region and the measures that come with them, as its administrator and its team
keep them.
"""
