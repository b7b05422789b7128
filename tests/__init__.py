"""The contract suite over every variant, and tests of the tools."""
