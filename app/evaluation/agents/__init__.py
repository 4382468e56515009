"""Deskhand as the agent in somebody else's runner: OSWorld's, WindowsAgentArena's, BrowserGym's.

The run is the same as anywhere else: planner, gate, log and report. Only its environment is
turned around (`relay`): what it observes is what the runner brings, what it executes is what the
runner is handed. Nothing of theirs is imported.
"""
