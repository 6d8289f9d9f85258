"""Lesson 24 in Python: tea."""
import multiprocessing


def boil():
    print("kettle: the water is cold", flush=True)
    print("kettle: the water boils", flush=True)


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    print("main: time for tea", flush=True)

    kettle = multiprocessing.Process(target=boil)
    kettle.start()
    print("main: the table is laid", flush=True)

    kettle.join()
    print("main: tea is served", flush=True)
