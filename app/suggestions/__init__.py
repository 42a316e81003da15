"""What could become a match: suggestions with reasons; proposing, rejecting, reviewing."""
