import multiprocessing


def work():
    print("child: works")


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    child = multiprocessing.Process(target=work)
    child.start()
    # ANCHOR: lines
    alive = child.is_alive()
    print("main: alive is", alive)
    # ANCHOR_END: lines
