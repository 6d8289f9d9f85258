import multiprocessing


def work(rope):
    print("child: works")


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    bell, rope = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.Process(target=work, args=(rope,))
    child.start()
    rope.close()  # Now the child has the only open end to write into.
    # ANCHOR: lines
    try:
        bell.recv()
    except EOFError:
        print("main: goes on")
    # ANCHOR_END: lines
    child.join()
