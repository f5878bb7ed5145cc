"""gikvalidate: checks the figures of government information disclosure annual reports."""
