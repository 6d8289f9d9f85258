"""Lesson 15 in Python: the bootstrap."""
import logging
import multiprocessing
import sys


def say(text):
    print("%s: %s" % (multiprocessing.current_process().name, text), flush=True)


def dress():
    say("the costume hangs in its place")


def act():
    try:
        say("on stage")
        say("the prompter whispers %d letters" % len(sys.stdin.read()))
        multiprocessing.Process(target=dress).start()
    finally:
        say("my costume comes off")


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    multiprocessing.log_to_stderr(logging.INFO)
    try:
        say("the curtain rises")
        actor = multiprocessing.Process(target=act)
        actor.start()
        actor.join()
        say("the actor has left with exit code %d" % actor.exitcode)
    finally:
        say("the curtain falls")
