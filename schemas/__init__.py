"""Rules as data; see CONTRIBUTING.md."""
