"""Dutch as the matching sees it: words with their parts and concepts, and the meaning of a text as
numbers.
"""
