"""Two hundred officers at work on an agency of 100,000 people: ``make load``."""
