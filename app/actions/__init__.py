"""Actions: what partners agreed to do together, from plan to what was learned."""
