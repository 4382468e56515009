"""Models that plan: profiles, dialects, and one client per wire protocol."""
