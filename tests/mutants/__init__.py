"""Mistakes that people make, one in each file, and each must be noticed by the contract tests.

The file says which mistake it is (after the name of the method that breaks its promise), where it
is planted, and by which test file it is caught.
"""
