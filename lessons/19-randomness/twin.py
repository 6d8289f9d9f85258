"""Lesson 19 in Python: randomness."""
import multiprocessing
import random

coin = random.Random()  # What `random` itself uses is seeded anew in each child.


def toss():
    return coin.getrandbits(128)


def toss_anew():
    coin.seed()
    return toss()


def play(who, name, toss, voice):
    print("%s: I toss %s" % (who, name), flush=True)
    voice.send(toss())


def compare(name, toss):
    ears = []
    for who in ("Ada", "Ben"):
        ear, voice = multiprocessing.Pipe(duplex=False)
        args = (who, name, toss, voice)
        multiprocessing.Process(target=play, args=args).start()
        ears.append(ear)

    results = {toss()}
    for ear in ears:
        results.add(ear.recv())
    print("main: different results: %d of 3" % len(results), flush=True)


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    toss()
    compare("main's coin", toss)
    compare("a new coin", toss_anew)
