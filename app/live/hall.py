"""The hall: everybody who watches a page in this process.

Viewers who may see the same, of the same page with the same filters, share a room. When something
happened that may concern a room it is read once, and whoever shows something else gets what is
different between what they show and what there is now. So there is no queue: who is slow gets one
change instead of ten, and who shows what there is gets nothing (ADR 0064).
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, Protocol

from fastapi import Request
from sqlmodel import Session

from app.core import i18n
from app.core.notices import Touched
from app.identity import queries
from app.identity.actor import Actor
from app.web import cookies, database

log = logging.getLogger(__name__)

# So many pictures are remembered, for who lost the line for a moment.
MOST_PICTURES = 500
# Rooms that are read at once, and how long one rests between two readings.
MOST_READING = 3
REST_SECONDS = 0.2
# Whether somebody may still watch is asked this often, whatever was told or missed.
CHECK_SECONDS = 60.0


class Picture(Protocol):
    """What a page shows somebody: the same digest in every process, as it is made of what is shown
    alone.
    """

    @property
    def digest(self) -> str: ...

    def since(self, earlier: Any) -> str:
        """What makes a page that shows the earlier one show this one, in fragments for htmx."""

    def whole(self) -> str:
        """The same for a page of which nobody knows what it shows."""

    def how_many(self, earlier: Any) -> str:
        """A sentence with how much is different, for who does not want it to move by itself."""


Read = Callable[[Session, Actor], Picture]


@dataclass(eq=False)
class Room:
    """Viewers of one page who may see the same in it."""

    key: Hashable
    read: Read
    actor: Actor
    locale: str
    picture: Picture
    viewers: set["Viewer"] = field(default_factory=set)
    # Something happened since it was read; somebody reads it now.
    is_due: bool = False
    is_read: bool = False

    def concerns(self, touched: Touched) -> bool:
        return touched.is_in(self.actor.regions) or touched.names(self.actor.organisation_ids)


@dataclass(eq=False)
class Viewer:
    """One page that is open somewhere."""

    request: Request
    actor: Actor
    # What the page shows; None: nobody knows.
    shows: Picture | None
    # Whether it moves by itself, or says how much there is to see.
    is_moving: bool
    room: Room | None = None
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    # Nothing comes any more: the right to look has gone, or whoever looked.
    is_over: bool = False

    @property
    def ids(self) -> tuple[Any, ...]:
        return (self.actor.person_id, *self.actor.organisation_ids)

    def wake(self) -> None:
        self.woken.set()

    def end(self) -> None:
        self.is_over = True
        self.woken.set()


class Hall:
    """One for each process."""

    def __init__(self) -> None:
        self._rooms: dict[Hashable, Room] = {}
        self._pictures: OrderedDict[str, Picture] = OrderedDict()
        self._doubted: set[Viewer] = set()
        self._work = asyncio.Event()
        self._readers = asyncio.Semaphore(MOST_READING)

    @property
    def viewers(self) -> list[Viewer]:
        return [viewer for room in self._rooms.values() for viewer in room.viewers]

    def enter(self, viewer: Viewer, key: Hashable, read: Read, seen: Picture) -> None:
        """Somebody begins to watch, who was just shown this picture."""
        locale = i18n.current_locale()
        whole_key = (key, viewer.actor.seats, locale)
        room = self._rooms.get(whole_key)
        if room is None:
            room = self._rooms[whole_key] = Room(whole_key, read, viewer.actor, locale, seen)
            self._remember(seen)
        viewer.room = room
        room.viewers.add(viewer)
        if room.picture.digest != seen.digest:
            # One of the two is older, and nobody knows which.
            self._is_due(room)

    def leave(self, viewer: Viewer) -> None:
        viewer.is_over = True
        self._doubted.discard(viewer)
        room = viewer.room
        if room is None:
            return
        room.viewers.discard(viewer)
        if not room.viewers:
            self._rooms.pop(room.key, None)

    def known(self, digest: str) -> Picture | None:
        """A picture that somebody was shown in this process not long ago."""
        return self._pictures.get(digest)

    def hear(self, touched: Touched) -> None:
        """Something was committed."""
        for room in self._rooms.values():
            if room.concerns(touched):
                self._is_due(room)
            self._doubted.update(each for each in room.viewers if touched.names(each.ids))
        self._work.set()

    async def work(self) -> None:
        """Until it is cancelled: ask after those who may have lost their right, and read the rooms
        that are due.
        """
        loop = asyncio.get_running_loop()
        next_check = loop.time() + CHECK_SECONDS
        async with asyncio.TaskGroup() as tasks:
            while True:
                try:
                    async with asyncio.timeout_at(next_check):
                        await self._work.wait()
                except TimeoutError:
                    next_check = loop.time() + CHECK_SECONDS
                    self._doubted.update(self.viewers)
                self._work.clear()
                doubted, self._doubted = self._doubted, set()
                # First of all: who has no right any more gets nothing of what comes now.
                await asyncio.gather(*(self._ask_again(viewer) for viewer in doubted))
                for room in list(self._rooms.values()):
                    if room.is_due and not room.is_read:
                        room.is_read = True
                        tasks.create_task(self._renew(room))

    def _is_due(self, room: Room) -> None:
        room.is_due = True
        self._work.set()

    async def _renew(self, room: Room) -> None:
        """Read a room, and wake who shows something else."""
        try:
            while room.is_due and room.viewers:
                room.is_due = False
                async with self._readers:
                    picture = await self._read(room)
                if picture is None:
                    room.is_due = True  # at the next wake, or when the database is back
                    return
                if picture.digest != room.picture.digest:
                    room.picture = picture
                    self._remember(picture)
                for viewer in room.viewers:
                    if viewer.shows is None or viewer.shows.digest != room.picture.digest:
                        viewer.wake()
                await asyncio.sleep(REST_SECONDS)
        finally:
            room.is_read = False

    async def _read(self, room: Room) -> Picture | None:
        """What its viewers may see now, read as one of them; None when it cannot be read now."""
        viewer = next(iter(room.viewers), None)
        if viewer is None:
            return None
        quiet = _quiet(viewer.request)
        try:
            return await database.with_session(quiet, _look, quiet, room)
        except Exception as problem:
            log.warning("a page that somebody watches was not read: %s", type(problem).__name__)
            return None

    async def _ask_again(self, viewer: Viewer) -> None:
        if viewer.is_over:
            return
        quiet = _quiet(viewer.request)
        try:
            actor = await database.with_session(quiet, _who, quiet)
        except Exception as problem:  # it is asked again within a minute
            log.warning("it is not known who watches: %s", type(problem).__name__)
            return
        if actor is None or actor.seats != viewer.actor.seats:
            viewer.end()

    def _remember(self, picture: Picture) -> None:
        self._pictures[picture.digest] = picture
        self._pictures.move_to_end(picture.digest)
        while len(self._pictures) > MOST_PICTURES:
            self._pictures.popitem(last=False)


def _quiet(request: Request) -> Request:
    """The same request, for reading beside what it does itself."""
    return Request({**request.scope, "method": "GET", "state": {}})


def _look(quiet: Request, room: Room) -> Picture:
    i18n.use_locale(room.locale)
    session = database.session_of(quiet)
    return room.read(session, queries.with_lists_of_now(session, room.actor))


def _who(quiet: Request) -> Actor | None:
    token = cookies.SESSION.read(quiet)
    settings = quiet.app.state.settings
    found = token and queries.get_signed_in(database.session_of(quiet), token, settings)
    return found[0] if found else None
