import fcntl
import multiprocessing


def write(name):
    # ANCHOR: lines
    with open(__file__) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        print(name, "takes the pen")
        print(name, "puts it down")
    # ANCHOR_END: lines


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    child = multiprocessing.Process(target=write, args=("child",))
    child.start()
    write("main")
    child.join()
