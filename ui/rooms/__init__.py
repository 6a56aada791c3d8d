"""Rooms: whoever is in one stands where the lecturer stands, until they step away themselves."""
