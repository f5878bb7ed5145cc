"""The page for people who do not use a terminal: drop a report, see what does not add up, try repairs, take it home.

The server keeps uploads and bookkeeping; every document is read, checked and rendered in processes with limits.
"""
