"""The policy language: dated documents of requirements, read with line and column, checked, rendered in plain
English, compared.
"""
