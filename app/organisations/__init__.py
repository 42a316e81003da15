"""Profile and contact of the network's partners. Who they are lives in `identity`."""
