"""The tools that read all variants."""
