#!/bin/sh
# A Python whose lesson 5 prints main's last line first.
[ "$1" = -c ] && exec echo cpython 3 6
exec "$(dirname "$0")/swapped"
