"""What a desktop shows: its windows and accessibility trees, one backend per platform."""
