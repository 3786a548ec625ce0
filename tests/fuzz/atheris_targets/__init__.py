"""Parsers that are given whatever an outsider likes, fuzzed along the branches that their code takes (atheris)."""
