"""A forgotten password: whoever asks, one link, one use."""
