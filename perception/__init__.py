"""What is seen: screens, pages and accessibility trees, turned into elements."""
