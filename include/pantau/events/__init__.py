"""Events: which articles report one happening, whether or not they copy each other."""
