"""Learning: reads landed pages of past days and writes lessons from them. No stage calls it."""
