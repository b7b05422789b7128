"""Traps: wrong code and right code that run, in each way, and what both were seen to take.

One module for each trap. Its docstring is the title and the story; its functions are named
`wrong_<way>` and `right_<way>`. What they took is in recorded.json.
"""
