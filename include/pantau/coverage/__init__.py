"""Coverage: what outlets' own archives list of each day against what is here, and samples of it audited every week."""
