"""Wake workers by Procrastinate: a job carries a batch's id and nothing else, so that a lost or doubled job is harmless.

Imported by `publishkit worker` alone, as it needs PostgreSQL and Procrastinate.
"""

import asyncio
import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Status
from sqlalchemy import text

from publishkit.send.campaign.worker import BatchRunner
from publishkit.send.state.store import Store

QUEUE = "publishkit"
TASK = "publishkit.send_batch"
LOOK_EVERY = 0.5
"""Seconds between two looks for batches that may be sent."""
HEARTBEAT_TIMEOUT = 30.0
"""Seconds without a heartbeat after which a worker's jobs are dropped; its batches are taken over by `recover`."""
SCHEMA_LOCK = 7_110_320_262
"""Number of an advisory lock: two workers that start together make Procrastinate's tables once."""
log = logging.getLogger("publishkit.worker")


def make_tables(store: Store) -> None:
    """Make Procrastinate's tables, once.

    Raises:
        ExternalError: the database cannot be reached, or we may not make tables there.
    """
    from procrastinate.schema import SchemaManager

    with store.write() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": SCHEMA_LOCK})
        if connection.scalar(text("SELECT to_regclass('procrastinate_jobs')")) is None:
            # Given to the driver as it is: its per cent signs are no places for values.
            driver = connection.connection.driver_connection
            if driver is not None:
                driver.execute(SchemaManager.get_schema())


async def work(runner: BatchRunner, address: str, threads: int, *, once: bool = False) -> None:
    """Work until `runner.stop` is set; with *once* until no campaign is open. Calls under way are still settled.

    Raises:
        ExternalError: the database cannot be reached.
    """
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(threads + 4, thread_name_prefix="worker"))
    app = App(connector=PsycopgConnector(conninfo=address, min_size=1, max_size=4, kwargs={"application_name": QUEUE}))

    @app.task(name=TASK, queue=QUEUE)
    def send_one(batch_id: int) -> None:
        runner.send(batch_id)

    async with app.open_async():
        running = asyncio.create_task(
            app.run_worker_async(
                queues=[QUEUE],
                concurrency=threads,
                install_signal_handlers=False,
                delete_jobs="always",
                fetch_job_polling_interval=1.0,
                stalled_worker_timeout=HEARTBEAT_TIMEOUT,
            )
        )
        try:
            await _announce_until_stopped(app, runner, running, once=once)
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running


async def _announce_until_stopped(app: App, runner: BatchRunner, running: "asyncio.Task[None]", *, once: bool) -> None:
    looks = 0
    while not runner.stop.is_set() and not running.done():
        await _announce(app, await asyncio.to_thread(runner.find_ready))
        if looks % 20 == 0:
            await _drop_jobs_of_dead_workers(app)
        if once and not await asyncio.to_thread(runner.has_work):
            return
        looks += 1
        await asyncio.sleep(LOOK_EVERY)
    if running.done():
        await running  # says why it ended


async def _announce(app: App, batches: Sequence[int]) -> None:
    """Make a job for each batch that has none waiting; the queueing lock is the batch's own."""
    if not batches:
        return
    waiting = {
        job.queueing_lock for job in await app.job_manager.list_jobs_async(queue=QUEUE, status=Status.TODO.value)
    }
    for batch_id in batches:
        lock = f"batch-{batch_id}"
        if lock in waiting:
            continue
        with suppress(AlreadyEnqueued):  # another worker was faster
            await app.tasks[TASK].configure(queueing_lock=lock).defer_async(batch_id=batch_id)


async def _drop_jobs_of_dead_workers(app: App) -> None:
    for job in await app.job_manager.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=HEARTBEAT_TIMEOUT):
        log.warning("a worker is gone; its batch is taken over when that is safe")
        await app.job_manager.finish_job(job, Status.FAILED, delete_job=True)
