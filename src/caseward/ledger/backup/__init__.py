"""Copies of a store and of a key ring: made while others write, checked when made and before they are used."""
