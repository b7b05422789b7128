"""The repository protocol as a service over HTTP: `workbook serve`.

The same routes, answers and OpenAPI document whatever way is behind them.
"""
