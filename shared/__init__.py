"""What the four ways have in common.

The contract, the values, the errors, and where Postgres comes from.
"""
