"""All metrics by name: Deskhand's own, and where the package is installed those of OSWorld."""

from __future__ import annotations

from collections.abc import Mapping

from app.evaluation import metrics, metrics_own, metrics_settings
from app.evaluation.metrics import Metric
from app.evaluation.upstream import upstream_metric


class NoMetric(Exception):
    """A metric that is not to be had here: the task has no result."""


def own_metrics() -> Mapping[str, Metric]:
    """Deskhand's own metrics."""
    return {**metrics.METRICS, **metrics_settings.METRICS, **metrics_own.METRICS}


def metric(name: str) -> Metric:
    """A metric: Deskhand's own, else that of the package `desktop-env`.

    Raises:
        NoMetric: it is not to be had here.
    """
    own = own_metrics().get(name)
    if own is not None:
        return own
    upstream = upstream_metric(name)
    if upstream is not None:
        return upstream
    raise NoMetric(f"there is no metric {name!r} here")
