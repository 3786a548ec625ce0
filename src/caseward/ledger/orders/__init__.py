"""Sealing and destruction: separate operations, each by a recorded order, and neither takes anything from the log."""
