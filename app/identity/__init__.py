"""Who is here: people, the organisations they act for, roles, sessions, and the Actor that every
rule asks.
"""
