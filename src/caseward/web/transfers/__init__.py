"""Transfers and cover: who is responsible for whom from when on, who shares it for a time, and who stands in."""
