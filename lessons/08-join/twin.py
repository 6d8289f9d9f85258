"""Lesson 8 in Python: join."""
import multiprocessing


def boil(stove):
    print("kettle: the water is cold", flush=True)
    stove.recv()
    print("kettle: the water boils", flush=True)


def toast():
    print("toaster: the toast is brown", flush=True)


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    stove, flame = multiprocessing.Pipe(duplex=False)
    kettle = multiprocessing.Process(target=boil, args=(stove,))
    toaster = multiprocessing.Process(target=toast)
    kettle.start()
    toaster.start()

    for patience in (0, 10):
        kettle.join(patience / 1000)  # None, ended or not: exitcode tells.
        if kettle.exitcode is None:
            print("main: no tea after", patience, "ms", flush=True)
    flame.send("on")
    kettle.join()
    print("main: the kettle has ended with", kettle.exitcode, flush=True)
    kettle.join()
    print("main: it has still ended with", kettle.exitcode, flush=True)
    toaster.join()
    print("main: breakfast", flush=True)
