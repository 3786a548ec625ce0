"""The inspector's bench: a unit as it was known, the state of the log, who read what, and what is not there."""
