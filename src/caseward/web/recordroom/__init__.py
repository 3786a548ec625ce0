"""The record room: corrections, orders to seal, unseal and destroy, and disclosure of everything about a person."""
