"""Load: the day swapped into the warehouse whole, copies and stories followed across days, every URL accounted for."""
