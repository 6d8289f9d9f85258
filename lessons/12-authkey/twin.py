"""Lesson 12 in Python: the authorization key."""
import multiprocessing


def knock(who):
    knows = multiprocessing.current_process().authkey == b"swordfish"
    print("%s: the door %s" % (who, "opens" if knows else "stays shut"), flush=True)


def compare(process):
    same = process.authkey == multiprocessing.current_process().authkey
    print("main: early has %s key" % ("my" if same else "another"), flush=True)


def bring_a_guest():
    knock("late")
    multiprocessing.Process(target=knock, args=("guest",)).start()


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    me = multiprocessing.current_process()
    # Python would print the key itself; it only refuses to pickle it.
    print("main: my key is AuthKey(%d bytes)" % len(me.authkey), flush=True)

    early = multiprocessing.Process(target=knock, args=("early",))
    compare(early)
    me.authkey = b"swordfish"
    compare(early)

    late = multiprocessing.Process(target=bring_a_guest)
    early.start()
    late.start()
