"""Tests of `workbook.learn`: the commands for learners and instructors, and what they stand on."""
