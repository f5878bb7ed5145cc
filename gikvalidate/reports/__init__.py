"""Reports: results → every output format. Nothing is computed here."""
