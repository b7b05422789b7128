"""What a server offers against what the contract needs, and whether the connections fit."""
