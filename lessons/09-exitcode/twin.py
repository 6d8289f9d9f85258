"""Lesson 9 in Python: the exit code."""
import multiprocessing
import os
import signal
import sys


def succeed():
    return 17  # Dropped: only sys.exit gives a code.


def fail():
    sys.exit("the flour is out")  # A text is printed on stderr, and means 1.


def panic():
    raise ValueError("the oven is on fire")


def kill():
    os.kill(os.getpid(), signal.SIGKILL)


def report(end, target, *args):
    child = multiprocessing.Process(target=target, args=args, name=end)
    child.start()
    child.join()
    print("%s: exit code %d" % (end, child.exitcode), flush=True)


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    ear, voice = multiprocessing.Pipe(duplex=False)
    baker = multiprocessing.Process(target=ear.recv)
    print("not started: exit code", baker.exitcode, flush=True)
    baker.start()
    print("running: exit code", baker.exitcode, flush=True)
    baker.terminate()
    baker.join()
    print("terminated: exit code", baker.exitcode, flush=True)

    report("returns", succeed)
    report("fails", fail)
    report("panics", panic)
    report("exit(3)", sys.exit, 3)
    report("exit(256)", sys.exit, 256)
    report("exit(-15)", sys.exit, -15)
    report("SIGKILL", kill)
