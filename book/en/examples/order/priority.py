import multiprocessing
import os


def work():
    # ANCHOR: lines
    os.nice(19)
    print("child: is in no hurry")
    # ANCHOR_END: lines


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    child = multiprocessing.Process(target=work)
    child.start()
    print("main: goes on")
