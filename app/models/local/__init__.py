"""Models that run on this machine with transformers, each in a process of its own.

client     `WireClient` over a worker; imports neither torch nor transformers
process    the worker process: started, asked, interrupted, ended
frames     what the two say to each other
weights    what a folder of weights holds, read without torch
memory     how much memory is free
worker     the process itself: `python -m app.models.local.worker`
loading    from a folder to a model that can be asked      (torch, transformers)
seeing     pictures and conversations as the model reads them  (transformers)
writing    tokens as they come, until told to stop          (torch, transformers)
grammar    holds what is written to a grammar               (xgrammar)
"""
