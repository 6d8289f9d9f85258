"""Lesson 13 in Python: the sentinel."""
import multiprocessing
from multiprocessing.connection import wait


def cook(dish, bell):
    print("%s: on the fire" % dish, flush=True)
    bell.recv()


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    kitchen = {}
    ropes = {}
    for dish in ("soup", "roast", "cake"):
        bell, rope = multiprocessing.Pipe(duplex=False)
        p = multiprocessing.Process(target=cook, args=(dish, bell), name=dish)
        p.daemon = True
        p.start()
        kitchen[p.sentinel] = p
        ropes[dish] = rope

    for done in ("cake", "soup", "roast"):
        ropes[done].send("ring")
        first = wait(kitchen)[0]
        dish = kitchen.pop(first)
        dish.join()  # The sentinel fires shortly before the exit code can be read.
        line = "main: %s is served, exit code %d" % (dish.name, dish.exitcode)
        print(line, flush=True)
