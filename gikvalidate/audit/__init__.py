"""A season of reports checked together: each beside its prior, all beside each other and the roster."""
