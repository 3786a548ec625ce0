"""Who signs in, in which role, and what each of them has read."""
