"""What can go wrong with a model.

ModelError                  the call failed; the message says what to do next
├── KeyRefused              no key, a wrong one, or one without the right (401, 403)
├── RequestRejected         the server does not take such a request (400, 404, 413, 422)
├── ModelBusy               too many requests, or the account's limit is reached (429)
├── ModelUnreachable        no such host, no connection, or only server errors
├── ModelSilent             nothing came for too long
├── ModelNotLoaded          a local model: no torch, not enough memory, broken weights
├── ReplyBroken             the reply was cut off or is not what the protocol says
└── BudgetSpent             the call could cost more than is left
"""

from __future__ import annotations


class ModelError(Exception):
    """A model cannot be used (any more). Written for the person: what is wrong, what to do."""


class KeyRefused(ModelError):
    """The server does not accept the key, or wants one."""


class RequestRejected(ModelError):
    """The server does not take the request as it is.

    Attributes:
        status: the HTTP status.
    """

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


class ModelBusy(ModelError):
    """The server wants us to wait longer than is sensible."""


class ModelUnreachable(ModelError):
    """The server cannot be reached, or fails again and again."""


class ModelSilent(ModelError):
    """The server took the request and said nothing for too long."""


class ModelNotLoaded(ModelError):
    """A local model cannot be loaded, or has no memory left to work in."""


class ReplyBroken(ModelError):
    """The reply ended in the middle, or is not what the protocol says."""


class BudgetSpent(ModelError):
    """The next call could cost more than the run has left."""
