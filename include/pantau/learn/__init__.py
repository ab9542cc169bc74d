"""Learning: reads landed pages of past days and keeps what they teach as lessons; no stage calls it."""
