"""Lesson 22 in Python: locks."""
import multiprocessing


def speak(name, microphone):
    microphone.acquire()
    print(name + ": good evening", flush=True)
    print(name + ": thank you", flush=True)
    microphone.release()
    print(name + ": I sit down", flush=True)


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    microphone = multiprocessing.Lock()
    speakers = [
        multiprocessing.Process(target=speak, args=(name, microphone), name=name)
        for name in ("Ada", "Ben")
    ]
    for speaker in speakers:
        speaker.start()
    for speaker in speakers:
        speaker.join()
    print("main: good night", flush=True)
