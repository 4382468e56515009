"""Recording what a person does, until it is a skill."""
