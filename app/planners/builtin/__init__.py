"""The built-in planner: plans explicit instructions without a model."""

from app.planners.builtin.explain import explain
from app.planners.builtin.planner import BuiltinPlanner

__all__ = ["BuiltinPlanner", "explain"]
