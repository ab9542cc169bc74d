"""Load: swaps a whole day into the warehouse, links copies and stories across days, and accounts for every URL."""
