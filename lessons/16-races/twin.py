"""Lesson 16 in Python: races."""
import multiprocessing


def run(who):
    print("%s: leaves" % who, flush=True)
    print("%s: arrives" % who, flush=True)


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    print("main: on your marks", flush=True)

    runners = [
        multiprocessing.Process(target=run, args=(who,))
        for who in ("Ada", "Ben", "Cleo")
    ]
    for runner in runners:
        runner.start()
    print("main: they are off", flush=True)

    for runner in runners:
        runner.join()
    print("main: all are home", flush=True)
