"""What the wall shows, from a trace to the bytes that its component is sent."""
