"""The program that examines one large file: `app.imports.examiner` says what it is asked."""

import sys
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session

from app import subscribers
from app.core import clock, db, i18n, logs, settings
from app.imports import examiner, processes


def _main() -> None:
    (known, asking), said = processes.begin()
    i18n.use_locale(known["locale"])
    subscribers.connect()
    of = settings.get_settings().model_copy(update={"database_url": known["url"]})
    engine = db.make_engine(of, db.Patience.WORKER)
    try:
        moment = datetime.fromisoformat(known["moment"])
        with clock.at(moment), Session(engine) as session:  # closing it rolls back
            answer = examiner.answer(session, asking, said)
    except MemoryError:
        raise
    except Exception as problem:
        processes.end_if_large()
        is_busy = isinstance(problem, sa.exc.OperationalError) or db.is_busy(problem)
        failed = "" if is_busy else logs.told(problem)
        answer = examiner.ending(busy=is_busy, failed=failed)
    sys.stdout.buffer.write(answer)


if __name__ == "__main__":
    _main()
