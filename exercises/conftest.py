"""Everything a test of an exercise may ask for is in `workbook.learn`."""

pytest_plugins = ["workbook.learn.plugin", "workbook.learn.fixtures"]
