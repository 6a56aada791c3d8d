"""Rooms that several processes share, in Redis."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from functools import wraps
from time import sleep, time
from typing import Any, ParamSpec, TypeVar

import redis

from backprop._text import N_

from .store import ANSWERS, MOST_CELLS, MOST_VOTES, Post, SilentError, Told, votes_in

PREFIX = "backprop:"
ROOMS = f"{PREFIX}rooms"
HAPPENED = f"{PREFIX}happened"
PATIENCE = 2.0
"""Seconds that Redis may take for an answer."""

AGAIN = 1.0
"""Seconds until the next try to listen."""

P = ParamSpec("P")
T = TypeVar("T")

_LOG = logging.getLogger(__name__)


def answered(ask: Callable[P, T]) -> Callable[P, T]:
    """The same, with an error of ours where Redis does not answer."""

    @wraps(ask)
    def asking(*args: P.args, **options: P.kwargs) -> T:
        try:
            return ask(*args, **options)
        except redis.RedisError as error:
            raise SilentError(N_("rooms can't be reached now; try again in a minute")) from error

    return asking


class RedisStore:
    """The same as `MemoryStore`, for all processes that have the same address of Redis.

    Parameters
    ----------
    address : str
        As ``redis://localhost:6379/0``.
    seconds : int
        After which a room ends in which nothing happens.
    """

    def __init__(self, address: str, seconds: int) -> None:
        self._seconds = seconds
        self._redis: Any = redis.Redis.from_url(address, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)
        self._address = address

    @staticmethod
    def _of(name: str) -> str:
        return f"{PREFIX}room:{name}"

    @staticmethod
    def _votes_of(name: str) -> str:
        return f"{PREFIX}votes:{name}"

    @staticmethod
    def _voted_in(name: str) -> str:
        return f"{PREFIX}voted:{name}"

    @answered
    def open(self, name: str, key: str, most: int) -> bool:
        now = time()
        self._redis.zremrangebyscore(ROOMS, 0, now)
        if self._redis.zcard(ROOMS) >= most or not self._redis.hsetnx(self._of(name), "key", key):
            return False
        self._redis.delete(self._votes_of(name), self._voted_in(name))
        self._renew(self._redis.pipeline(), name).execute()
        return True

    def _renew(self, pipe: Any, name: str) -> Any:
        pipe.expire(self._of(name), self._seconds)
        pipe.zadd(ROOMS, {name: time() + self._seconds})
        return pipe

    @answered
    def key(self, name: str) -> str | None:
        found = self._redis.hget(self._of(name), "key")
        return found.decode() if found else None

    @answered
    def number(self, name: str) -> int | None:
        key, number = self._redis.hmget(self._of(name), "key", "number")
        return None if key is None else int(number or 0)

    @answered
    def read(self, name: str) -> Post | None:
        key, number, place = self._redis.hmget(self._of(name), "key", "number", "place")
        return None if key is None else Post(int(number or 0), place or b"")

    @answered
    def post(self, name: str, place: bytes) -> None:
        if not self._redis.exists(self._of(name)):
            return
        pipe = self._redis.pipeline()
        pipe.hset(self._of(name), "place", place)
        pipe.hincrby(self._of(name), "number", 1)
        self._renew(pipe, name).publish(HAPPENED, name).execute()

    @answered
    def close(self, name: str) -> None:
        pipe = self._redis.pipeline()
        pipe.delete(self._of(name), self._votes_of(name), self._voted_in(name))
        pipe.zrem(ROOMS, name)
        pipe.publish(HAPPENED, name).execute()

    @answered
    def vote(self, name: str, cell: str, answer: str, voter: str) -> None:
        ask = self._redis.pipeline()
        is_open, cells, votes = (
            ask.exists(self._of(name)).hlen(self._votes_of(name)).scard(self._voted_in(name)).execute()
        )
        if not is_open or cells >= len(ANSWERS) * MOST_CELLS or votes >= MOST_VOTES:
            return
        if not self._redis.sadd(self._voted_in(name), f"{cell} {voter}"):
            return
        pipe = self._redis.pipeline()
        pipe.hincrby(self._votes_of(name), f"{cell} {answer}", 1)
        pipe.expire(self._votes_of(name), self._seconds)
        pipe.expire(self._voted_in(name), self._seconds)
        pipe.publish(HAPPENED, votes_in(name)).execute()

    @answered
    def votes(self, name: str, cell: str) -> dict[str, int]:
        counts = self._redis.hmget(self._votes_of(name), [f"{cell} {answer}" for answer in ANSWERS])
        return {answer: int(count) for answer, count in zip(ANSWERS, counts, strict=True) if count}

    def listen(self, told: Told) -> None:
        threading.Thread(target=self._listen, args=(told,), name="rooms", daemon=True).start()

    def _listen(self, told: Told) -> None:
        """For ever, also when Redis is away for a while: who is in a room is to know."""
        while True:
            try:
                client: Any = redis.Redis.from_url(self._address)
                listening = client.pubsub(ignore_subscribe_messages=True)
                listening.subscribe(HAPPENED)
                told(None)  # what happened meanwhile was heard by nobody
                for message in listening.listen():
                    told(message["data"].decode())
            except redis.RedisError:
                _LOG.log(logging.INFO, "Redis does not answer; rooms are told of nothing until it does")
                told(None)
                sleep(AGAIN)
