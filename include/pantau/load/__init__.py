"""Load: the day swapped into the warehouse whole, copies linked across days, every discovered URL accounted for."""
