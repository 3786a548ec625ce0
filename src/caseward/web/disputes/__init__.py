"""What people say is wrong in their record, and what was decided about it; and the one-time link to their own page."""
