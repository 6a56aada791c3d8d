"""``Snapshots``: the states of a training to which one can return without training from the beginning."""

from __future__ import annotations

from collections.abc import Iterable

from .activations import Array
from .training import Snapshot

MOST = 1000
"""With more of them, looking for the one to drop would take longer than it saves."""


class Snapshots:
    """Snapshots by their updates. For update 0 none is needed: the weights of the beginning can be drawn again."""

    def __init__(self, snapshots: Iterable[Snapshot] = ()) -> None:
        self._kept = {snapshot.update: snapshot for snapshot in snapshots}

    @property
    def updates(self) -> list[int]:
        """The updates that have a snapshot, in order."""
        return sorted(self._kept)

    @property
    def states(self) -> list[Array]:
        """The arrays that they hold."""
        return [snapshot.state for snapshot in self._kept.values()]

    def keep(self, snapshot: Snapshot) -> None:
        """One more; drop one if there are too many."""
        self._kept[snapshot.update] = snapshot
        if len(self._kept) > MOST:
            self.drop(snapshot.update)

    def nearest(self, update: int) -> Snapshot | None:
        """The last one that is not after an update."""
        return self._kept.get(max((before for before in self._kept if before <= update), default=0))

    def before(self, update: int) -> Snapshots:
        """Those before an update."""
        return Snapshots(kept for kept in self._kept.values() if kept.update < update)

    def drop(self, here: int) -> int:
        """Drop one so that many stay near an update and few far from it; returns its bytes, 0 if there was none.

        It is the one whose neighbours have the smallest gap between them, in relation to its distance.
        """
        updates = self.updates
        gaps = {
            update: (after - before) / max(abs(here - update), 1e-9)
            for before, update, after in zip([0, *updates], updates, [*updates[1:], *updates[-1:]], strict=False)
        }
        return self._kept.pop(min(gaps, key=gaps.__getitem__)).state.nbytes if gaps else 0
