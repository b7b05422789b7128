"""The book: the four ways side by side as a static site, from the ledger, the sources, the tests.

Nothing about code, SQL or cost is typed by hand: chapters and tables fetch what they show by name.
"""
