import multiprocessing


def work(name):
    print(name, "works")


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    ann = multiprocessing.Process(target=work, args=("ann",))
    bob = multiprocessing.Process(target=work, args=("bob",))
    # ANCHOR: lines
    ann.start()
    bob.start()
    # ANCHOR_END: lines
    ann.join()
    bob.join()
