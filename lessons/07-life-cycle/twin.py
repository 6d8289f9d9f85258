"""Lesson 7 in Python: the life cycle."""
import multiprocessing


def look(at):
    pid = "no pid" if at.pid is None else "pid %d" % at.pid
    print("main: %r has %s" % (at, pid), flush=True)


def fly(eye):
    me = multiprocessing.current_process()
    print("moth: my ident is %d" % me.ident, flush=True)
    eye.recv()


def watch(prey):
    print("owl: %r" % prey, flush=True)


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    eye, moon = multiprocessing.Pipe(duplex=False)
    moth = multiprocessing.Process(target=fly, args=(eye,), name="moth")
    look(moth)
    moth.start()
    look(moth)
    try:
        moth.start()
    except AssertionError as refusal:
        print("main:", refusal, flush=True)
    moon.send("down")
    moth.join()
    look(moth)

    ear, song = multiprocessing.Pipe(duplex=False)
    mayfly = multiprocessing.Process(target=ear.recv, name="mayfly")
    mayfly.start()
    mayfly.terminate()
    mayfly.join()
    print("main: %r" % mayfly, flush=True)

    owl = multiprocessing.Process(target=watch, args=(moth,))
    owl.start()
