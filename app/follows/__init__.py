"""What somebody follows: a need, a target group, a filter that they saved."""
