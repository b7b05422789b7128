"""What each way costs: timed in turn, in pairs, with an interval, and against floors."""
