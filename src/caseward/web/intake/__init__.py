"""Warnings: what people outside the agency said, who has it, and what was decided about it."""
