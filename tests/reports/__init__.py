"""Annual reports written to order: one description, several file formats, and random ones that are consistent."""
