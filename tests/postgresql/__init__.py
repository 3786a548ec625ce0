"""A PostgreSQL cluster of the tests' own: made in a temporary folder, reached through a socket in it, thrown away."""
