#!/bin/sh
# Lesson 5, whose child reads from a pipe that nobody writes into, and whose main waits for
# the child. The pipe is open for writing, so that it does not end.
[ "$1" = -c ] && exec echo cpython 3 6
exec 3<>"$GATE.pipe"
echo 'main: bread for 5 coins'
(read -r line <&3)
echo 'main: bread, milk, soap for 9 coins'
