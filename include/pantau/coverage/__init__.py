"""Coverage: compares what outlets' own archives list for each day with what is here, and audits a sample every week."""
