"""Tools for those who write rules: lint, coverage, mutation score, comparison of rule sets, manual, JSON Schema."""
