import multiprocessing


def work(rope):
    # ANCHOR: sends
    print("child: before the message")
    rope.send("ready")
    print("child: after the message")
    # ANCHOR_END: sends


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    bell, rope = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.Process(target=work, args=(rope,))
    child.start()
    # ANCHOR: receives
    bell.recv()
    print("main: goes on")
    # ANCHOR_END: receives
