import multiprocessing


def work(name):
    print(name, "works")


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    ann = multiprocessing.Process(target=work, args=("ann",))
    bob = multiprocessing.Process(target=work, args=("bob",))
    ann.start()
    bob.start()
    ann.join()
    print("ann has ended")
    bob.join()
    print("bob has ended")
