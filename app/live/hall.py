"""The hall: everybody who watches a page in this process.

Viewers who may see the same, of the same page with the same filters, share a room. When something
happened that may concern a room it is read once, and whoever shows something else gets what is
different between what they show and what there is now. So there is no queue: who is slow gets one
change instead of ten, and who shows what there is gets nothing (ADR 0064).
"""

import asyncio
import logging
from collections import OrderedDict, defaultdict
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from fastapi import Request

from app.core import errors, i18n
from app.core.notices import Touched
from app.identity import queries
from app.identity.actor import Actor
from app.live.picture import Picture, Watched
from app.web import cookies, database

log = logging.getLogger(__name__)

# So many pictures are remembered, for who lost the line for a moment and for who was shown one just
# now; and of so many pages which one was drawn last.
MOST_PICTURES = 500
# Pages of one person that are open in this process: who opens another one closes the oldest. Below
# the six connections that a browser has for one server without HTTP/2: with six streams open it
# loads no page any more. And of everybody together: more of them would make all of them slow.
MOST_OF_PERSON = 4
MOST_VIEWERS = 1_000
# Rooms that are read at once, of `database.READING_AT_ONCE`, and how long one rests between two.
MOST_READING = 2
REST_SECONDS = 0.2
# Whether somebody may still watch is asked this often, whatever was told or missed.
CHECK_SECONDS = 60.0


@dataclass(eq=False)
class Room:
    """Viewers of one page who may see the same in it."""

    key: Hashable
    watched: Watched
    actor: Actor
    locale: str
    # None: it was not read yet, and is due.
    picture: Picture | None
    viewers: set["Viewer"] = field(default_factory=set)
    # Something happened since it was read; to what is theirs, so they wait for it; and somebody
    # reads it now.
    is_due: bool = False
    is_named: bool = False
    is_read: bool = False

    def concerns(self, touched: Touched) -> bool:
        return touched.everything or self.watched.concerns(self.actor, touched)


@dataclass(eq=False)
class Viewer:
    """One page that is open somewhere."""

    request: Request
    actor: Actor
    # Whether it moves by itself, or says how much there is to see.
    is_moving: bool
    # What the page shows; None: nobody knows.
    shows: Picture | None = None
    # There is more, which comes when somebody asks for it.
    waits: bool = False
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
        # Each by whose page it was and its number. A number alone would tell who guesses what
        # somebody else reads whether the guess is right.
        self._pictures: OrderedDict[Hashable, Picture] = OrderedDict()
        # What a page showed last, and how much was heard before it was read.
        self._drawn: OrderedDict[Hashable, tuple[Picture, int]] = OrderedDict()
        self._of_person: defaultdict[UUID | None, list[Viewer]] = defaultdict(list)
        self._many = self._heard = 0
        self._doubted: set[Viewer] = set()
        self._work = asyncio.Event()
        self._readers = asyncio.Semaphore(MOST_READING)

    @property
    def viewers(self) -> list[Viewer]:
        return [viewer for room in self._rooms.values() for viewer in room.viewers]

    @property
    def heard(self) -> int:
        """How much was heard so far: asked before a page is read, for `draw`."""
        return self._heard

    def draw(self, actor: Actor, key: Hashable, picture: Picture, heard: int) -> None:
        """Somebody was shown this, so that it is not read again when their page begins to watch."""
        whole_key = _whole(key, actor)
        _keep(self._drawn, whole_key, (picture.slim(), heard))
        self._remember(whole_key, picture)

    def enter(self, viewer: Viewer, watched: Watched) -> bool:
        """Somebody begins to watch; or not, when too many do. Nothing is read for it here: what the
        room shows is known of who is in it, or of who was just shown its page; otherwise it is
        read, as every room in its turn.
        """
        theirs = self._of_person.get(viewer.actor.person_id, [])
        while len(theirs) >= MOST_OF_PERSON:
            oldest = theirs[0]
            self.leave(oldest)
            oldest.end()
        if self._many >= MOST_VIEWERS:
            return False
        whole_key = _whole(watched.key, viewer.actor)
        room = self._rooms.get(whole_key)
        if room is None:
            picture, heard = self._drawn.get(whole_key, (None, -1))
            locale = i18n.current_locale()
            room = self._rooms[whole_key] = Room(whole_key, watched, viewer.actor, locale, picture)
            if heard != self._heard:
                self._is_due(room)
        viewer.room = room
        room.viewers.add(viewer)
        self._of_person[viewer.actor.person_id].append(viewer)
        self._many += 1
        return True

    def leave(self, viewer: Viewer) -> None:
        viewer.is_over = True
        self._doubted.discard(viewer)
        room = viewer.room
        if room is None or viewer not in room.viewers:
            return
        room.viewers.discard(viewer)
        self._many -= 1
        theirs = self._of_person[viewer.actor.person_id]
        theirs.remove(viewer)
        if not theirs:
            del self._of_person[viewer.actor.person_id]
        if not room.viewers:
            self._rooms.pop(room.key, None)

    def known(self, viewer: Viewer, watched: Watched, digest: str) -> Picture | None:
        """A picture of this page that was shown not long ago to who may see the same."""
        return self._pictures.get((_whole(watched.key, viewer.actor), digest))

    def hear(self, touched: Touched) -> None:
        """Something was committed."""
        self._heard += 1
        for room in self._rooms.values():
            if room.concerns(touched):
                self._is_due(room)
                room.is_named |= touched.names(room.actor.organisation_ids)
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
                for room in sorted(self._rooms.values(), key=lambda room: not room.is_named):
                    if room.is_due and not room.is_read:
                        room.is_read = True
                        tasks.create_task(self._renew(room))

    def ask(self, room: Room) -> None:
        """Of what it shows only the number is known, and somebody shows something else."""
        self._is_due(room)

    def _is_due(self, room: Room) -> None:
        room.is_due = True
        self._work.set()

    async def _renew(self, room: Room) -> None:
        """Read a room, and wake who shows something else."""
        try:
            while room.is_due and room.viewers:
                room.is_due = room.is_named = False
                async with self._readers:
                    picture = await self._read(room)
                if picture is None:
                    room.is_due = True  # at the next wake, or when the database is back
                    return
                room.picture = picture
                self._remember(room.key, picture)
                for viewer in room.viewers:
                    shows = viewer.shows
                    if viewer.waits or shows is None or shows.digest != room.picture.digest:
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
        except errors.NotFound:  # its viewers may not see it any more, or never might
            for each in room.viewers:
                each.end()
            return None
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

    def remember(self, viewer: Viewer) -> None:
        """What a page shows now, so that it can be said what is different since."""
        if viewer.room is not None and viewer.shows is not None:
            self._remember(viewer.room.key, viewer.shows)

    def _remember(self, whole_key: Hashable, picture: Picture) -> None:
        _keep(self._pictures, (whole_key, picture.digest), picture.slim())


def _whole(key: Hashable, actor: Actor) -> Hashable:
    """Of a page with its filters: for who may see the same in it, in one language."""
    return key, actor.seats, i18n.current_locale()


def _keep(kept: OrderedDict[Any, Any], key: Hashable, value: object) -> None:
    """As the newest. A page is drawn in a thread: meanwhile another one may let go of the same."""
    kept.pop(key, None)
    kept[key] = value
    while len(kept) > MOST_PICTURES:
        kept.popitem(last=False)


def _quiet(request: Request) -> Request:
    """The same request, for reading beside what it does itself."""
    return Request({**request.scope, "method": "GET", "state": {}})


def _look(quiet: Request, room: Room) -> Picture:
    i18n.use_locale(room.locale)
    session = database.session_of(quiet)
    return room.watched.read(session, queries.with_lists_of_now(session, room.actor))


def _who(quiet: Request) -> Actor | None:
    token = cookies.SESSION.read(quiet)
    settings = quiet.app.state.settings
    found = token and queries.get_signed_in(database.session_of(quiet), token, settings)
    return found[0] if found else None
