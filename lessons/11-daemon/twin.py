"""Lesson 11 in Python: a daemon."""
import multiprocessing
import os
import time

SPEED = float(os.environ.get("WORKBOOK_SPEED", "1"))


def greet():
    print("mate: at your service", flush=True)


def keep_watch(light):
    try:
        mate = multiprocessing.Process(target=greet)
        kind = "a daemon too" if mate.daemon else "no daemon"
        print("keeper: my mate is", kind, flush=True)
        try:
            mate.start()
        except AssertionError as refusal:
            print("keeper:", refusal, flush=True)
        print("keeper: the lamp burns", flush=True)
        light.send("on")
        time.sleep(8 * 3600 / SPEED)
        print("keeper: the sun is up", flush=True)
    finally:  # SIGTERM ends the process here and now: this does not run.
        print("keeper: the lamp is out", flush=True)


def sail():
    time.sleep(1 / SPEED)
    print("ship: in the harbour", flush=True)


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    eye, light = multiprocessing.Pipe(duplex=False)
    keeper = multiprocessing.Process(target=keep_watch, args=(light,), daemon=True)
    ship = multiprocessing.Process(target=sail)
    keeper.start()
    ship.start()

    eye.recv()
    print("main: I see the light", flush=True)
