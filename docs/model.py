"""
.. include:: model.md
"""
