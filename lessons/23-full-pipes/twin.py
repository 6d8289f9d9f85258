"""Lesson 23 in Python: full pipes."""
import multiprocessing


def send_home(post):
    post.send("Dear mother")
    print("child: the letter is sent", flush=True)
    post.send("socks" * 40000)
    print("child: the parcel is sent", flush=True)


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    door, post = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.Process(target=send_home, args=(post,))
    child.start()

    print("main: the door is still shut", flush=True)
    letter = door.recv()
    print("main: a letter of", len(letter), "bytes", flush=True)
    parcel = door.recv()
    print("main: a parcel of", len(parcel), "bytes", flush=True)
    child.join()
    print("main: the child has ended", flush=True)
