"""The append-only store: the log, its payloads and what is derived from them, in a SQLite file or in PostgreSQL."""
