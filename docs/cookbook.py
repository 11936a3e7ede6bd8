"""
.. include:: cookbook.md
"""
