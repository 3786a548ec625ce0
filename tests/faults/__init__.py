"""Faults, run for real: each campaign has a control that must fail, and is void when it does not."""
