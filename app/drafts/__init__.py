"""What somebody typed in a long form and has not sent yet."""
