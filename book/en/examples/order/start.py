import multiprocessing


def work():
    print("child: begins")


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    child = multiprocessing.Process(target=work)
    # ANCHOR: lines
    print("main: before the start")
    child.start()
    print("main: after the start")
    # ANCHOR_END: lines
