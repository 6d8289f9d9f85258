"""Lesson 24 in Python: threads and fork."""
import multiprocessing
import os
import threading

CELLAR = threading.Lock()
BELL = threading.Barrier(2)


def butler():
    with CELLAR:
        BELL.wait()
        BELL.wait()


def door():
    if CELLAR.acquire(False):
        CELLAR.release()
        return "open"
    return "locked"


def threads():
    return len(os.listdir("/proc/self/task"))


def visit():
    print("child: the cellar is", door(), flush=True)


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    thread = threading.Thread(target=butler)
    thread.start()
    BELL.wait()
    child = multiprocessing.Process(target=visit)
    if threads() > 1:
        print("main: no start beside", threads(), "threads", flush=True)
    copy = os.fork()
    if copy == 0:
        print("copy: the cellar is", door(), flush=True)
        os._exit(threads())
    BELL.wait()
    thread.join()
    print("main: the cellar is", door(), flush=True)
    print("main: threads in the copy:", os.waitpid(copy, 0)[1] >> 8, flush=True)

    child.start()
    child.join()
