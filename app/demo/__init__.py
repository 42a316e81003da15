"""The demo region: a believable Veiligheidsregio Groningen in the sixth week of a long crisis.
Never in production.
"""
