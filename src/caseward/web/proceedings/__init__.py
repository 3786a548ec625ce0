"""Violations, responses, petitions, hearings, warrants and custody: each a fact of its own."""
