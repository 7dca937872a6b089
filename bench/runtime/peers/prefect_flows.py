"""Prefect: tasks of a flow against the server that it starts for itself."""

import json
import sys
import time

from prefect import flow, task

count = int(sys.argv[1])


@task
def noop(n):
    return n


@flow
def mapped():
    for future in noop.map(range(count)):
        future.result()


@flow
def awaited():
    for n in range(count):
        noop(n)


@flow
def empty():
    pass


def each_ms(parts, work):
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000 / parts


empty()
print(
    json.dumps(
        {
            "taskMappedMs": each_ms(count, mapped),
            "taskAwaitedMs": each_ms(count, awaited),
            "emptyFlowMs": each_ms(3, lambda: [empty() for _ in range(3)]),
        }
    ),
    flush=True,
)
