import multiprocessing
import time


def work():
    print("child: works")


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    child = multiprocessing.Process(target=work)
    child.start()
    # ANCHOR: lines
    time.sleep(3600)
    print("main: goes on")
    # ANCHOR_END: lines
