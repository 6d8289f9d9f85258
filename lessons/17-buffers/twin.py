"""Lesson 17 in Python: buffers."""
import multiprocessing
import os
import sys


def answer(door):
    door.recv()
    print("this is the child", flush=True)


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    ear, voice = multiprocessing.Pipe(duplex=False)
    print("Dear Ada, ", end="")
    copy = os.fork()
    if copy == 0:
        print("this is the copy", flush=True)
        voice.send("written")
        sys.exit()
    print("this is main", flush=True)
    ear.recv()
    os.waitpid(copy, 0)

    door, knock = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.Process(target=answer, args=(door,))
    print("Dear Ben, ", end="")
    child.start()
    print("this is main", flush=True)
    knock.send("open")
