"""Benchmarks: what the outputs weigh and cost, how exact they are. Nothing is asserted here."""
