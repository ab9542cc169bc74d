"""Sources that prove themselves: what nobody could visit is asked once a day, and polled when its answers are good."""
