"""slaclock inside other programs: each folder belongs to one of them."""
