"""Lesson 18 in Python: torn lines."""
import multiprocessing


def squawk(ear, beak):
    for _ in range(2):
        print("parrot: %s!" % ear.recv(), flush=True)
        beak.send("squawked")


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    ear, voice = multiprocessing.Pipe(duplex=False)
    reply, beak = multiprocessing.Pipe(duplex=False)
    parrot = multiprocessing.Process(target=squawk, args=(ear, beak))
    parrot.start()

    print("main: we sail ", end="", flush=True)
    voice.send("sail")
    reply.recv()
    print("at dawn", flush=True)

    print("main: we land ", end="")  # From 3.7 on, `python3 -u` makes it a write.
    voice.send("land")
    reply.recv()
    print("at noon", flush=True)
