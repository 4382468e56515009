"""The built-in planner on a desktop: programs, documents, files, terminals, settings."""
