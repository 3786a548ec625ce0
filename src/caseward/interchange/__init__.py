"""The door of the record: readers that report every fault at once, writers, and the mapping of foreign extracts."""
