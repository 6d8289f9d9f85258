"""Lesson 25 in Python: ctrl-c."""
import multiprocessing
import os
import signal
import sys


def cook(door):
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    print("cook: the gas is on", flush=True)
    door.send("at work")
    signal.sigwait([signal.SIGINT])
    print("cook: the gas is off", flush=True)
    sys.exit(3)


def eat(door):
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # No KeyboardInterrupt.
    print("guest: the soup is hot", flush=True)
    door.send("at work")
    signal.pause()
    print("guest: the bill, please", flush=True)


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    if os.getpgrp() != os.getpid():
        os.setpgid(0, 0)
    cook_works, door = multiprocessing.Pipe(duplex=False)
    cook = multiprocessing.Process(target=cook, args=(door,), name="cook")
    guest_eats, door = multiprocessing.Pipe(duplex=False)
    guest = multiprocessing.Process(target=eat, args=(door,), name="guest")
    cook.start()
    guest.start()

    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    cook_works.recv()
    guest_eats.recv()
    print("main: the alarm rings", flush=True)
    os.killpg(os.getpgrp(), signal.SIGINT)
    signal.sigwait([signal.SIGINT])
    print("main: I hear it too", flush=True)
    guest.join()
    print("main: the guest ended with", guest.exitcode, flush=True)
    cook.join()
    print("main: the cook ended with", cook.exitcode, flush=True)
