"""The long comparison of the engine with the reference: ``python -m tests.generative.deep``."""
