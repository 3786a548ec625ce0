"""The kept record: an append-only log of entries with receipts, and the stores it lives in."""
