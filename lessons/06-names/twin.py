"""Lesson 6 in Python: names."""
import multiprocessing


def say(text):
    print("%s: %s" % (multiprocessing.current_process().name, text), flush=True)


def play(bell):
    bell.recv()
    say("nobody has told me a name")
    multiprocessing.current_process().name = "Max"
    say("I call myself Max")
    text = "my number stands behind my parent's"
    multiprocessing.Process(target=say, args=(text,)).start()


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    bell, rope = multiprocessing.Pipe(duplex=False)
    tom = multiprocessing.Process(target=play, args=(bell,))
    eve = multiprocessing.Process(
        target=say, args=("I had a name from birth",), name="Eve"
    )
    unborn = multiprocessing.Process(target=say, args=("I never start",))
    last = multiprocessing.Process(
        target=say, args=("I was made after Eve and the unborn",)
    )
    for child in (tom, eve, last):
        child.start()

    tom.name = "Tom"
    say("I call my first child %s" % tom.name)
    rope.send("play")
    tom.join()
    say("it is still %s to me" % tom.name)
