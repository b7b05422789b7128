"""What the four ways have in common: the contract, the values, the errors, and where Postgres comes from."""
