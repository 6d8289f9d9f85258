"""Lesson 5 in Python: arguments."""
import multiprocessing


def shop(who, groceries, coins):
    groceries.append("cake")
    tell(who, groceries, coins)


def tell(who, groceries, coins):
    print("%s: %s for %d coins" % (who, ", ".join(groceries), coins), flush=True)


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    groceries = ["bread"]
    coins = 5
    tell("main", groceries, coins)

    ada = multiprocessing.Process(
        target=shop, args=("Ada", groceries), kwargs={"coins": coins}
    )
    ben = multiprocessing.Process(
        target=shop, args=("Ben", groceries), kwargs={"coins": coins}
    )
    coins = 9  # Another number for this name; the kwargs keep theirs.
    groceries.append("milk")
    ada.start()
    groceries.append("soap")
    ben.start()

    ada.join()
    ben.join()
    tell("main", groceries, coins)
