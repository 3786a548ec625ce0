"""What obligations mean: the readable reference evaluator, and explanations as sentence and as data."""
