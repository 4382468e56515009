"""The model planner: a planner model decides, through any wire protocol and dialect."""

from app.planners.model.planner import ModelPlanner

__all__ = ["ModelPlanner"]
