import multiprocessing


def work():
    print("child: works")


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    child = multiprocessing.Process(target=work)
    child.start()
    # ANCHOR: lines
    child.terminate()
    print("main: goes on")
    # ANCHOR_END: lines
    child.join()
