"""Lesson 1 in Python: the first process."""
import datetime
import multiprocessing
import os
import time

SPEED = float(os.environ.get("WORKBOOK_SPEED", "1"))


def clock(pause):
    for _ in range(5):
        print("The now is %s" % datetime.datetime.now(), flush=True)
        time.sleep(pause / SPEED)


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    p = multiprocessing.Process(target=clock, args=(3,))
    p.start()

    print("p.authkey", p.authkey, flush=True)
    p.authkey = b"123qwe"
    print("p.authkey", p.authkey, flush=True)
    print("p.name", p.name, flush=True)
    p.name = "test"
    print("p.name", p.name, flush=True)
    print("p.is_alive", p.is_alive(), flush=True)
