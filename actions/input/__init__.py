"""Mouse and keyboard of a desktop, one backend per platform."""
