import multiprocessing
import os
import signal
import time


def hear(number, frame):
    print("child: has the signal")


def work():
    time.sleep(3600)  # Long enough for most, and it ends by itself.


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    signal.signal(signal.SIGUSR1, hear)
    child = multiprocessing.Process(target=work)
    child.start()
    # ANCHOR: lines
    print("main: before the signal")
    os.kill(child.pid, signal.SIGUSR1)
    print("main: after the signal")
    # ANCHOR_END: lines
    child.join()
