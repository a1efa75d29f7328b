"""Drives rmad and the baseline, and measures them from outside."""
