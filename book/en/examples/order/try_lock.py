import fcntl
import multiprocessing


def work():
    with open(__file__) as lock:
        print("child: before the lock")
        fcntl.flock(lock, fcntl.LOCK_EX)
        print("child: has the lock")


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    child = multiprocessing.Process(target=work)
    child.start()
    # ANCHOR: lines
    with open(__file__) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            print("main: has the lock")
        except BlockingIOError:
            print("main: is refused")
    # ANCHOR_END: lines
    child.join()
