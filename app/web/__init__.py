"""HTTP and HTML support: pages and fragments, forms, middleware, problems. Knows no nouns."""
