"""Lesson 4 in Python: a subclass of Process."""
import multiprocessing
import os
import random
import time

SPEED = float(os.environ.get("WORKBOOK_SPEED", "1"))


class MyProcess(multiprocessing.Process):
    def run(self):
        start = time.ctime()
        print("child process pid is", self.pid, ", start at:", start, flush=True)
        for _ in range(5):
            print("hello world", flush=True)
            time.sleep(random.random() / SPEED)
        print("end child process", flush=True)


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    for _ in range(5):
        MyProcess().start()
