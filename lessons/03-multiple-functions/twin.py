"""Lesson 3 in Python: three functions, three processes."""
import multiprocessing
import os
import time

SPEED = float(os.environ.get("WORKBOOK_SPEED", "1"))


def worker_1(pause):
    print("worker_1", flush=True)
    time.sleep(pause / SPEED)
    print("End worker_1", flush=True)


def worker_2(pause):
    print("worker_2", flush=True)
    time.sleep(pause / SPEED)
    print("End worker_2", flush=True)


def worker_3(pause):
    print("worker_3", flush=True)
    time.sleep(pause / SPEED)
    print("End worker_3", flush=True)


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    for worker in (worker_1, worker_2, worker_3):
        p = multiprocessing.Process(target=worker, args=(3,))
        p.start()
        print("The number of cpu is", multiprocessing.cpu_count(), flush=True)

    # The children are a set.
    # Any order: child p.name:
    for p in multiprocessing.active_children():
        print("child p.name: %s, p.id: %d" % (p.name, p.pid), flush=True)

    print("End", flush=True)
