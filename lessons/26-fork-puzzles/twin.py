"""Lesson 26 in Python: fork puzzles."""
import os

if __name__ == "__main__":
    path = []
    for _ in range(2):
        path.append("right" if os.fork() == 0 else "left")
        print(", ".join(path), flush=True)

    try:
        while True:
            os.wait()
    except ChildProcessError:
        pass  # There is no child to wait for.
    if path == ["left", "left"]:
        print("all roads have been walked", flush=True)
