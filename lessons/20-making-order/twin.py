"""Lesson 20 in Python: making order."""
import multiprocessing


def lay_bricks(whistle):
    print("mason: the walls stand", flush=True)
    whistle.send("walls")
    print("mason: the tools are clean", flush=True)


def lay_tiles(ear):
    print("roofer: the tiles are here", flush=True)
    ear.recv()
    print("roofer: the roof is on", flush=True)


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    ear, whistle = multiprocessing.Pipe(duplex=False)
    mason = multiprocessing.Process(target=lay_bricks, args=(whistle,))
    roofer = multiprocessing.Process(target=lay_tiles, args=(ear,))
    mason.start()
    roofer.start()

    print("main: the tea is ready", flush=True)
    roofer.join()
    print("main: the roof is paid", flush=True)
    mason.join()
    print("main: the house is sold", flush=True)
