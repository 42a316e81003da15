"""Mail: what is owed to whom, sent by the worker, once."""
