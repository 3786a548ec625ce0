"""Pages for people without an account: a warning by anybody, and the record of a person as they see it themselves."""
