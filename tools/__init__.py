"""Tools for who builds the layers of data/; no part of the package."""
