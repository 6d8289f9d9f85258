"""Lesson 14 in Python: the family."""
import multiprocessing
import os


def introduce(parent):
    me = multiprocessing.current_process().name
    print("%s: my parent is %s" % (me, parent), flush=True)


def stay_at_home(door):
    introduce(os.getppid())  # CPython 3.8 has parent_process
    door.recv()


def state(pid):
    try:
        with open("/proc/%d/status" % pid) as status:
            return next(line[7:-1] for line in status if line.startswith("State:"))
    except FileNotFoundError:
        return "gone"


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    print("The number of cpu is", multiprocessing.cpu_count(), flush=True)
    introduce("nobody")
    door, key = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.Process(target=stay_at_home, args=(door,))
    child.start()
    children = multiprocessing.active_children()
    print("MainProcess: my children are", children, flush=True)
    key.send("open")
    # The sentinel fires while the child still lives; the kernel's own wait does not.
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    print("MainProcess: the child is", state(child.pid), flush=True)
    child.join()
    print("MainProcess: the child is", state(child.pid), flush=True)
    children = multiprocessing.active_children()
    print("MainProcess: my children are", children, flush=True)
