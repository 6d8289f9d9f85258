"""Lesson 2 in Python: one function as one process."""
import multiprocessing
import os
import time

SPEED = float(os.environ.get("WORKBOOK_SPEED", "1"))


def clock(pause):
    for _ in range(5):
        print("The time is", time.ctime(), flush=True)
        time.sleep(pause / SPEED)


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    p = multiprocessing.Process(target=clock, args=(3,))
    p.start()

    print("p.pid", p.pid, flush=True)
    print("p.name", p.name, flush=True)
    print("p.is_alive", p.is_alive, flush=True)  # the method, not its answer
    print("p.is_alive", p.is_alive(), flush=True)
