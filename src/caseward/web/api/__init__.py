"""The programming interface: the record for other programs, behind the same doors as the pages."""
