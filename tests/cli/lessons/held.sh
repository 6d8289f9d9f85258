#!/bin/sh
# Never ends by itself, and has a child that no polite signal ends. Both hold the gate, which
# is opened for reading too, so that nobody waits for a reader.
[ "$1" = -c ] && exec echo cpython 3 6
exec 3<>"$GATE"
(trap '' INT TERM HUP; echo held >&3; exec sleep 1000) &
echo here
wait
