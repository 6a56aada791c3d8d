"""What the server says about itself to Prometheus."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from prometheus_client import CollectorRegistry, Histogram, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from ui.meters import METER

from .door import Door
from .uploads import held

SECONDS = (0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10)


class Standing(Collector):
    """How things stand at the door and in the house."""

    def __init__(self, door: Door) -> None:
        self.door = door

    def collect(self) -> Iterator[Metric]:
        for name, says, value in self._gauges():
            yield GaugeMetricFamily(f"backprop_{name}", says, value)
        yield CounterMetricFamily(
            "backprop_training_seconds", "Seconds of training while somebody plays, all sessions.", METER.seconds
        )
        away = CounterMetricFamily("backprop_turned_away", "Connections that were refused.", labels=["reason"])
        for reason, count in list(self.door.turned_away.items()):
            away.add_metric([reason], count)
        yield away

    def _gauges(self) -> Iterable[tuple[str, str, float]]:
        return (
            ("sessions", "Open pages.", self.door.talks.open),
            ("sessions_limit", "Open pages that are allowed.", self.door.settings.max_sessions),
            ("unanswered", "Pages that wait for the end of a run.", self.door.talks.unanswered),
            ("playing", "Sessions that play.", METER.playing),
            ("uploads_bytes", "Bytes of the uploads that are kept.", held()),
            ("open", "1 while visitors are let in.", float(self.door.is_open)),
        )


def registry(door: Door) -> CollectorRegistry:
    """Everything that is told, and how long answers take from now on."""
    found = CollectorRegistry()
    ProcessCollector(registry=found)
    found.register(Standing(door))
    answers = Histogram(
        "backprop_answer_seconds",
        "Seconds from what a page asks for to the end of the script's run.",
        buckets=SECONDS,
        registry=found,
    )
    door.talks.told = answers.observe
    return found
