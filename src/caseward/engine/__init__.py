"""The same answers as ``obligations``, fast: a policy compiled to flat tables, a record laid out as flat columns."""
