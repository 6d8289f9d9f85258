"""Lesson 10 in Python: terminate."""
import ctypes
import multiprocessing
import os

PR_SET_CHILD_SUBREAPER = 36


def row(orders, ship):
    try:
        print("lifeboat: the flag goes up", flush=True)
        orders.recv()
        pids = (ship, os.getppid())
        print("lifeboat: my parent was %d and is %d now" % pids, flush=True)
    finally:
        print("lifeboat: the flag comes down", flush=True)


def sail(orders, radio):
    try:
        print("ship: the flag goes up", flush=True)
        lifeboat = multiprocessing.Process(target=row, args=(orders, os.getpid()))
        lifeboat.start()
        radio.send("the lifeboat is afloat")
        lifeboat.join()
    finally:  # SIGTERM ends the process here and now: this does not run.
        print("ship: the flag comes down", flush=True)


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
    orders, voice = multiprocessing.Pipe(duplex=False)
    ear, radio = multiprocessing.Pipe(duplex=False)
    ship = multiprocessing.Process(target=sail, args=(orders, radio))
    ship.start()
    ear.recv()
    ship.terminate()
    ship.join()
    print("main: the ship ended with", ship.exitcode, flush=True)
    voice.send("row")
    os.wait()
