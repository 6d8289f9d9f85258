"""Lesson 21 in Python: start methods."""
import multiprocessing

price = 5


def sell(who):
    print("%s: a cake is %d" % (who, price), flush=True)


if __name__ == "__main__":
    price = 7
    sell("main")

    methods = [("Ada", "fork"), ("Ben", "spawn"), ("Cleo", "forkserver")]
    sellers = []
    for who, method in methods:
        context = multiprocessing.get_context(method)
        sellers.append(context.Process(target=sell, args=(who,), name=who))
    for seller in sellers:
        seller.start()
    for seller in sellers:
        seller.join()
    print("main: the shop is closed", flush=True)
