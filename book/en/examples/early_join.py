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
    child.join()
    print("main:", door.recv(), flush=True)
    print("main: a parcel of", len(door.recv()), "bytes", flush=True)
