"""The independent check: standard library only, sharing no code with what wrote the log."""
