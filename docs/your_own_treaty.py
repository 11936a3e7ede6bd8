"""
.. include:: your-own-treaty.md
"""
