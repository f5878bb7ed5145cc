"""The archive: a store of every report and what was found in it, and the rules over all of them at once."""
