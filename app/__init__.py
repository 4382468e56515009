"""The application: the engine, planners, safety, runs, and the ways to use them."""
