"""From what an action aims at to the element, or the point, that it means."""
