"""What the obligations and the record add up to: findings, contact counts, integrity checks, assertion tests, gaps,
warnings.
"""
