"""The record: kinds of entry, entries with two clocks, corrections, and the facts they put in force."""
