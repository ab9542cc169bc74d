"""Sources on trial: a feed that nobody could visit is tried once a day, and polled when its answers are good."""
