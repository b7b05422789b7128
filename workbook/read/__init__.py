"""The reader in the terminal: one operation, the ways side by side, as the book has them."""
