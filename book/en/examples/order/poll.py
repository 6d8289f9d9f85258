import multiprocessing


def work(rope):
    print("child: before the message")
    rope.send("ready")
    print("child: after the message")


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    bell, rope = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.Process(target=work, args=(rope,))
    child.start()
    # ANCHOR: lines
    print("main: looks")
    seen = bell.poll()
    print("main: seen is", seen)
    # ANCHOR_END: lines
    child.join()
